import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planExport, writeExport } from '../../../cli/src/export/writeFolder.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

it('what was written in part counts as nobody’s change when it is written again', async () => {
  const folder = join(newFolder(), 'alice');
  const files = (text: string) => ['a.yaml', 'b.yaml', 'c.yaml'].map((path) => ({ path, text }));
  await writeExport(await planExport(folder, 'compose', files('1\n')));
  const plan = await planExport(folder, 'compose', files('2\n'));
  // In the way of the second file.
  rmSync(join(folder, 'b.yaml'));
  mkdirSync(join(folder, 'b.yaml'));
  await expect(writeExport(plan)).rejects.toThrow();
  rmdirSync(join(folder, 'b.yaml'));
  const again = await planExport(folder, 'compose', files('2\n'));
  expect(again.changes.map(({ change }) => change)).toEqual(['same', 'new', 'changed']);
  expect(again.edited).toEqual([]);
});
