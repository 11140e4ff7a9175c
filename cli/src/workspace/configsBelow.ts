import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { allConfigs } from './workspace.ts';

/** Enough for the packages of a monorepo, and over in a moment in any folder. */
export const limits = { depth: 4, folders: 2000, found: 10 };

const skipped = new Set(['node_modules', 'vendor', 'target', 'dist', 'build']);

/**
 * The folders below a folder that have a devcontainer.json, nearest first; below such a folder nothing is looked for. No link
 * is followed, and nothing that begins with a dot is entered.
 * @returns relative to the folder, with `/`; at most ten
 */
export async function configsBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  let level = [''];
  let left = limits.folders;
  for (let depth = 0; depth < limits.depth && level.length > 0; depth++) {
    const below: string[] = [];
    for (const name of level) {
      for (const child of await foldersIn(join(folder, name))) {
        if (left-- <= 0) return found;
        const path = name === '' ? child : `${name}/${child}`;
        if ((await allConfigs(join(folder, path))).length === 0) below.push(path);
        else if (found.push(path) >= limits.found) return found;
      }
    }
    level = below;
  }
  return found;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !skipped.has(entry.name))
    .map((entry) => entry.name)
    .sort();
}
