import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clientVersions } from '../../../../cli/src/facts/clientVersions.ts';
import { profileLinks } from '../../../../cli/src/facts/profileLinks.ts';
import { newFolder } from '../../../harness/place/newFolder.ts';

it('links of the shared folders that lead out of them are named, as they are', async () => {
  const home = newFolder();
  for (const folder of ['.claude/skills/own', '.claude/agents', '.agents/skills/foo', '.claude/plugins'])
    mkdirSync(join(home, folder), { recursive: true });
  const link = (target: string, name: string) => symlinkSync(target, join(home, '.claude', name));
  writeFileSync(join(home, '.claude/agents/a.md'), '');
  link('../../.agents/skills/foo', 'skills/foo');
  link(join(home, '.agents/skills/foo'), 'skills/absolute');
  link('../plugins', 'skills/plugins');
  // These work there as here.
  link('own', 'skills/same');
  link('../agents/a.md', 'skills/beside');
  // This leads nowhere here either.
  link('../../gone', 'skills/gone');
  expect((await profileLinks(home)).sort()).toEqual([
    `~/.claude/skills/absolute -> ${join(home, '.agents/skills/foo')}`,
    '~/.claude/skills/foo -> ../../.agents/skills/foo',
    '~/.claude/skills/plugins -> ../plugins',
  ]);
  expect(await profileLinks(join(home, 'none'))).toEqual([]);
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
