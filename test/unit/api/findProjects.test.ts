import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findProjects } from '../../../cli/src/api/findProjects.ts';
import { ApiPlace } from './place.ts';

let place: ApiPlace;
beforeEach(() => {
  place = new ApiPlace();
});
afterEach(() => place.remove());

it('finds every configuration that the specification allows, the default one first, the personal one too', async () => {
  const files = [
    '.devcontainer/devcontainer.json',
    '.devcontainer.json',
    '.devcontainer/claude-sessions-personal/devcontainer.json',
    '.devcontainer/rust/devcontainer.json',
  ];
  for (const file of [...files].reverse()) place.write(file, '{}');
  place.write('.devcontainer/a/b/devcontainer.json', '{}');
  place.write('sub/.devcontainer/devcontainer.json', '{}');
  expect(await findProjects(place.folder)).toEqual(
    files.map((file) => ({ folder: place.folder, configFile: join(place.folder, file), file })),
  );
});

it('finds none in a folder without one, and says that a folder is gone', async () => {
  expect(await findProjects(place.folder)).toEqual([]);
  await expect(findProjects(join(place.root, 'gone'))).rejects.toMatchObject({
    name: 'UserError',
    hint: expect.any(String),
  });
});
