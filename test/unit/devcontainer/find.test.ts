import { expect, it } from 'vitest';
import { findConfigs } from '../../../core/src/devcontainer/find.ts';

const find = (files: string[]) =>
  findConfigs({
    isFile: async (path) => files.includes(path),
    directories: async (path) => [
      ...new Set(
        files
          .filter((file) => file.startsWith(`${path}/`))
          .map((file) => file.slice(path.length + 1).split('/')[0] ?? ''),
      ),
    ],
  });

it('finds the default one first, then those in folders by name', async () => {
  const files = [
    '.devcontainer/z/devcontainer.json',
    '.devcontainer/a b/devcontainer.json',
    '.devcontainer.json',
    '.devcontainer/devcontainer.json',
    '.devcontainer/a b/deeper/devcontainer.json',
    'devcontainer.json',
  ];
  expect(await find(files)).toEqual([
    '.devcontainer/devcontainer.json',
    '.devcontainer.json',
    '.devcontainer/a b/devcontainer.json',
    '.devcontainer/z/devcontainer.json',
  ]);
});

it('finds nothing where there is nothing', async () => {
  expect(await find([])).toEqual([]);
});
