import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import catalogue from '../../../schemas/claude-paths.json';
import { newFolder } from '../../harness/place/newFolder.ts';
import { shells } from '../support/stateShells.ts';

const isLeftOut = ({ class: kind }: { class: string }) => ['runtime', 'cache', 'legacy'].includes(kind);

test.each(shells)('of the image, what is not worth keeping is left out, under $name', ({ program, path }) => {
  const root = newFolder();
  const shell = (readFileSync(program, 'utf8').split('\n')[0] ?? '').slice(2).split(' ')[0] ?? '';
  for (const folder of ['image', 'share']) mkdirSync(join(root, folder), { recursive: true });
  for (const { name, kind } of catalogue.entries) {
    if (kind === 'directory') mkdirSync(join(root, 'image', name));
    else writeFileSync(join(root, 'image', name), '');
  }
  const others = ['locals', 'ide daemon', '..odd', 'mine.json'];
  for (const name of others) writeFileSync(join(root, 'image', name), '');
  mkdirSync(join(root, 'image/.claude-state'));
  const functions = ['common', 'state']
    .map((name) => readFileSync(`feature/install/${name}.sh`, 'utf8'))
    .join('\n')
    .replace(/^main "\$@"\n$/m, '');
  const run = spawnSync(
    shell,
    ['-c', `${functions}\nSHARE=$1\nkeep_image_content "$2"`, 'sh', join(root, 'share'), join(root, 'image')],
    { env: { PATH: path }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  expect([run.status, run.stderr]).toEqual([0, '']);
  const kept = catalogue.entries.filter((entry) => !isLeftOut(entry)).map(({ name }) => name);
  expect(readdirSync(join(root, 'share/image-claude')).sort()).toEqual([...kept, ...others].sort());
});
