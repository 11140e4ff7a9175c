import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  optionalDirectories,
  optionalParts,
  plainCopies,
  profileDirectories,
} from '../../../core/src/catalogue.ts';
import { preparedFiles } from '../../../core/src/prepare/preparedFiles.ts';

const script = (name: string) => readFileSync(`core/assets/${name}`, 'utf8');

it('what the catalogue says is copied is copied, by the tools and by both scripts', () => {
  const plain = new Map(plainCopies.map((name) => [name, `of ${name}`]));
  const { files } = preparedFiles({ plain });
  const copied = (text: string, line: RegExp) => [...text.matchAll(line)].map(([, name]) => name);
  for (const name of plainCopies) expect(files.get(name)).toBe(`of ${name}`);
  expect(copied(script('prepare.sh'), /^ *copy "\$config\/([^"]+)" "\$files\/\1"$/gm)).toEqual(plainCopies);
  expect(copied(script('prepare.ps1'), /Set-Ours "\$files\\([^"]+)" \(Read-User "\$config\\\1"\)/g)).toEqual(
    plainCopies,
  );
});

it('what the catalogue says is mounted is made by both scripts', () => {
  const names = [...profileDirectories, ...optionalDirectories, ...optionalParts];
  expect(/^PROFILE='(.*)'$/m.exec(script('prepare.sh'))?.[1]?.split(' ')).toEqual(names);
  const list = /^\$Folders = (.*)$/m.exec(script('prepare.ps1'))?.[1] ?? '';
  expect([...list.matchAll(/'([^']+)'/g)].map(([, name]) => name)).toEqual(names);
});
