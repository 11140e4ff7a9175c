import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const workspaces = join(import.meta.dirname, '../../fixtures/workspaces');

/** Every devcontainer.json of the fixtures, written after such as are found in the wild: where it lies, and its source. */
export const corpus: readonly (readonly [name: string, source: string])[] = readdirSync(workspaces, {
  recursive: true,
  withFileTypes: true,
})
  .filter((entry) => /^\.?devcontainer\.json$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()
  .map((path) => [relative(workspaces, path), readFileSync(path, 'utf8')]);
