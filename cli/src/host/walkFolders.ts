import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const skipped = new Set(['node_modules', 'vendor', 'target', 'dist', 'build']);

/** How far a walk goes. */
export interface WalkLimits {
  readonly depth: number;
  readonly folders: number;
}

/** Enough for the packages of a monorepo, and over in a moment in any folder. */
export const walkLimits: WalkLimits = { depth: 4, folders: 2000 };

/**
 * Visits the folders below a folder, nearest first. No link is followed, nothing that begins with a dot is entered, nor what tools
 * put there.
 * @param visit gets the path relative to the folder, with `/`; `skip` leaves out what is below it
 */
export async function walkFolders(
  folder: string,
  limits: WalkLimits,
  visit: (path: string) => Promise<'enter' | 'skip' | 'stop'>,
): Promise<void> {
  let level = [''];
  let left = limits.folders;
  for (let depth = 0; depth < limits.depth && level.length > 0; depth++) {
    const below: string[] = [];
    for (const name of level) {
      for (const child of await foldersIn(join(folder, name))) {
        const path = name === '' ? child : `${name}/${child}`;
        const next = left-- <= 0 ? 'stop' : await visit(path);
        if (next === 'stop') return;
        if (next === 'enter') below.push(path);
      }
    }
    level = below;
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !skipped.has(entry.name))
    .map((entry) => entry.name)
    .sort();
}
