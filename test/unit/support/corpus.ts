import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const fixtures = join(import.meta.dirname, '../../fixtures');

/** Every devcontainer.json of the fixtures, written after such as are found in the wild: where it lies, and its source. */
export const corpus = configsIn('workspaces');

/** Those with something that a check finds, or that users ran into; `test/package/cli/faulty.ts` says what. */
export const faulty = configsIn('faulty');

function configsIn(folder: string): readonly (readonly [name: string, source: string])[] {
  const workspaces = join(fixtures, folder);
  return readdirSync(workspaces, { recursive: true, withFileTypes: true })
    .filter((entry) => /^\.?devcontainer\.json$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [relative(workspaces, path), readFileSync(path, 'utf8')]);
}
