import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import {
  companionNames,
  memoryName,
  preparedNames,
  reviewNames,
} from '@claude-sessions/core/prepare/layout.ts';
import { mirrorInUse, mirrorsOf } from '../workspace/preparedProject.ts';
import { keepMirror } from './makeProject.ts';

/** What *prepare* and `claude-state` make in a mirror, and what is made there for them. */
const ownFiles = ['.keep', '.session-aliases'];
const ownFolders: readonly string[] = [memoryName, ...Object.values(companionNames)];

/**
 * Removes what review made in a prepared folder: the link, and mirrors with nothing in them. One with anything in it is kept in
 * `review/`, where the next review finds it.
 * @returns the mirrors that are left
 */
export async function removeMirrors(preparedFolder: string): Promise<string[]> {
  const review = join(preparedFolder, preparedNames.review);
  for (const { path } of await mirrorsOf(preparedFolder)) await removeEmpty(path);
  const used = await mirrorInUse(preparedFolder);
  if (used) await keepMirror(used, review);
  const link = join(review, reviewNames.host);
  if ((await lstat(link).catch(() => undefined))?.isSymbolicLink()) await unlink(link);
  const left = (await mirrorsOf(preparedFolder)).map(({ path }) => path);
  for (const name of await readdir(review).catch(() => []))
    await rmdir(join(review, name)).catch(() => undefined);
  await rmdir(review).catch(() => undefined);
  return left;
}

/** Removes a mirror in which nothing was recorded. */
async function removeEmpty(mirror: string): Promise<void> {
  const names = await readdir(mirror);
  if (names.some((name) => !ownFolders.includes(name) && !ownFiles.includes(name))) return;
  for (const name of ownFolders) if ((await readdir(join(mirror, name)).catch(() => [])).length > 0) return;
  for (const name of names.filter((each) => ownFiles.includes(each)))
    await unlink(join(mirror, name)).catch(() => undefined);
  for (const name of ownFolders) await rmdir(join(mirror, name)).catch(() => undefined);
  await rmdir(mirror).catch(() => undefined);
}
