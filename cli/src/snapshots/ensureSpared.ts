import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../host/errors.ts';
import { run } from './snapshotCode.ts';

/**
 * Makes sure that a check-out takes no file that git ignores: no commit has it, and git writes over it without a word.
 * @param before a commit of what is there
 * @param to the commit that is to be checked out
 * @throws UserError where it would
 */
export async function ensureSpared(top: string, before: string, to: string): Promise<void> {
  const changed = async (filter: string) => {
    const diff = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', `--diff-filter=${filter}`];
    return (await run(top, [...diff, before, to, '--'])).stdout.split('\0').filter(Boolean);
  };
  const kept = new Set(await changed('D'));
  for (const path of await changed('A')) {
    const lost = inTheWay(top, path, kept);
    if (lost !== undefined)
      throw new UserError(
        `${lost} lies where a file of the snapshot belongs, and git ignores it: it would be lost; nothing was changed.`,
        'Move it away, or run this again without --code.',
      );
  }
}

/** What lies in the place of a file or of a folder above it, and is not kept; undefined where nothing does. */
function inTheWay(top: string, path: string, kept: ReadonlySet<string>): string | undefined {
  const names = path.split('/');
  for (let depth = 1; depth < names.length; depth++) {
    const above = names.slice(0, depth).join('/');
    const stats = lstatSync(join(top, above), { throwIfNoEntry: false });
    if (!stats) return undefined;
    if (!stats.isDirectory()) return kept.has(above) ? undefined : above;
  }
  return firstNotKept(top, path, kept);
}

function firstNotKept(top: string, path: string, kept: ReadonlySet<string>): string | undefined {
  const stats = lstatSync(join(top, path), { throwIfNoEntry: false });
  if (!stats) return undefined;
  if (!stats.isDirectory()) return kept.has(path) ? undefined : path;
  for (const name of readdirSync(join(top, path))) {
    const found = firstNotKept(top, `${path}/${name}`, kept);
    if (found !== undefined) return found;
  }
  return undefined;
}
