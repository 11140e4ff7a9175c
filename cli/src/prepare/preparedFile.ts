import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, open, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Paths of what *prepare* made, and of its own files that it wrote again or took away. */
export interface Done {
  made: string[];
  refreshed: string[];
}

/**
 * Makes a file of ours hold `text` (bytes), or be absent; untouched when it is so already.
 * @param beforeRename throws when what was written must not take the file's place after all
 */
export async function refresh(
  temporaryIn: string,
  path: string,
  text: string | undefined,
  done: Done,
  beforeRename?: () => Promise<void>,
): Promise<void> {
  const before = await tryLstat(path);
  if (text === undefined) {
    if (!before) return;
    await rm(path, { force: true });
  } else {
    if (before && (await tryReadText(path)) === text) return;
    const temporary = join(temporaryIn, `.new.${process.pid}.${randomUUID()}`);
    try {
      await writeFile(temporary, text, { encoding: 'latin1', flag: 'wx', mode: 0o600, flush: true });
      await beforeRename?.();
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
  }
  (before ? done.refreshed : done.made).push(path);
}

/** The bytes of a regular file, by a link or not, as latin1 text; what cannot be read counts as absent. */
export async function tryReadText(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isFile() ? await readFile(path, 'latin1') : undefined;
  } catch {
    return undefined;
  }
}

export async function tryLstat(path: string): Promise<Stats | undefined> {
  return lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
}

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/**
 * An empty folder would be swept away by Claude Code. The file is made by exclusive creation: a container
 * may have planted a link of this name.
 */
export async function keep(folder: string, done: Done): Promise<void> {
  const path = join(folder, '.keep');
  if (await tryLstat(path)) return;
  const made = await open(path, 'wx', 0o600).catch(ignoreExisting);
  await made?.close();
  if (made) done.made.push(path);
}

/** On Windows a junction: that takes no administrator. @returns false when another run was faster */
export async function makeLink(target: string, path: string, platform: string, done: Done): Promise<boolean> {
  const failed = await symlink(target, path, platform === 'win32' ? 'junction' : 'dir').then(
    () => false,
    (error) => ignoreExisting(error) === undefined,
  );
  if (!failed) done.made.push(path);
  return !failed;
}

/** To be caught with, where another run may have been faster. */
export function ignoreExisting(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'EEXIST') throw error;
}

export function asBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}
