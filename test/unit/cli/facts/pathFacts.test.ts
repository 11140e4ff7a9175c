import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pathFacts } from '../../../../cli/src/facts/pathFacts.ts';
import { newFolder } from '../../../harness/place/newFolder.ts';

const root = newFolder();
const at = (name: string) => join(root, name);

it('tells what lies at a path, and where it leads', async () => {
  mkdirSync(at('folder'));
  writeFileSync(at('file'), '');
  symlinkSync(at('folder'), at('link'));
  symlinkSync(at('nowhere'), at('dangling'));
  const uid = process.getuid?.();
  expect(await pathFacts(at('folder'))).toEqual({
    path: at('folder'),
    kind: 'directory',
    link: false,
    realPath: at('folder'),
    uid,
  });
  expect(await pathFacts(at('file'))).toMatchObject({ kind: 'file', link: false });
  expect(await pathFacts(at('link'))).toMatchObject({
    kind: 'directory',
    link: true,
    realPath: at('folder'),
  });
  expect(await pathFacts('/dev/null')).toMatchObject({ kind: 'other' });
  const missing = { kind: 'missing', link: false, realPath: at('folder/x/y') };
  expect(await pathFacts(at('link/x/y'))).toEqual({ path: at('link/x/y'), ...missing });
  expect(await pathFacts(at('dangling'))).toMatchObject({ kind: 'missing', link: true });
});
