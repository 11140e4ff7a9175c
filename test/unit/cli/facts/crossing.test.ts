import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clientVersions } from '../../../../cli/src/facts/clientVersions.ts';
import { linksNotCopied } from '../../../../cli/src/facts/linksNotCopied.ts';
import { newFolder } from '../../../harness/place/newFolder.ts';

it('what prepare did not copy of what the profile leads to is named, and none of its other files', async () => {
  const prepared = newFolder();
  const lines = ['CLAUDE.md: it leads into the workspace', 'skills/foo: secrets are kept under .ssh'];
  mkdirSync(join(prepared, 'files'));
  writeFileSync(join(prepared, 'files/left-out-files.txt'), `${['Not copied:', ...lines].join('\n')}\n`);
  expect(await linksNotCopied(prepared)).toEqual(lines.slice(1));
  expect(await linksNotCopied(join(prepared, 'none'))).toEqual([]);
});

it('the versions that wrote the last conversations, whatever else is written there', async () => {
  const folder = newFolder();
  const line = (version: string) => `${JSON.stringify({ type: 'user', version, message: {} })}\n`;
  writeFileSync(join(folder, 'a.jsonl'), line('2.1.100'));
  for (let count = 0; count < 4; count++) appendFileSync(join(folder, 'a.jsonl'), `${'x'.repeat(50_000)}\n`);
  appendFileSync(join(folder, 'a.jsonl'), line('2.1.332'));
  writeFileSync(join(folder, 'b.jsonl'), line('2.1.99') + line('\u001b[2J') + line('9'.repeat(80)));
  const elsewhere = join(newFolder(), 'c');
  writeFileSync(elsewhere, line('3.0.0'));
  symlinkSync(elsewhere, join(folder, 'c.jsonl'));
  expect(await clientVersions(folder)).toEqual(['2.1.99', '2.1.100', '2.1.332']);
  expect(await clientVersions(join(folder, 'none'))).toEqual([]);
});
