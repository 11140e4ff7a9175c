import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { lockFolder, withLock } from './withLock.ts';

/** What is being written has one name in each folder: what a killed process left there goes with the next write. */
const fixedName = '.claude-sessions.new';

/** As earlier versions called it, and as it is called where something else has the fixed name and stays. */
const otherName = /^\.claude-sessions\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A write takes milliseconds, and seconds on a slow disk. */
const leftOverAfter = 60_000;

/** Writes a new file. */
export type Fill = (fd: number) => Promise<void> | void;

/**
 * Puts a new file in the place of another, whole or not at all: made beside it, and renamed. A container may write in the folder
 * as well, and plant links there: the new file is made by exclusive creation, and compared before it is renamed.
 * @param fill writes the new file
 * @throws what `fill` threw, or why the file could not be made or renamed
 */
export async function replaceFile(path: string, mode: number, fill: Fill): Promise<void> {
  const folder = dirname(resolve(path));
  await withFolder(folder, async () => {
    removeLeftOver(folder);
    await replaceHeld(path, mode, fill);
  });
}

/** Does work while no other process of this host replaces files in a folder. */
export async function withFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  return await withLock(join(lockFolder(), lockName(folder)), work);
}

/** By which folder it is: one that is held open has the name of a number, which is another folder's in another process. */
function lockName(folder: string): string {
  const found = statSync(folder, { bigint: true, throwIfNoEntry: false });
  const which = found ? `${found.dev} ${found.ino}` : folder;
  return `write-${createHash('sha256').update(which).digest('hex').slice(0, 16)}.lock`;
}

/** As `replaceFile`, by who has the folder to themselves. */
export async function replaceHeld(path: string, mode: number, fill: Fill): Promise<void> {
  const { temporary, fd } = create(dirname(path), mode);
  try {
    const made = await written(fd, fill);
    const there = lstatSync(temporary);
    if (there.ino !== made.ino || there.dev !== made.dev) throw new Error(`${temporary} was replaced`);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

async function written(fd: number, fill: Fill) {
  try {
    await fill(fd);
    return fstatSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** No other process of this host is writing in the folder. Whatever has the fixed name is taken away, and never followed. */
function create(folder: string, mode: number): { temporary: string; fd: number } {
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = constants;
  const make = (name: string) => {
    const temporary = join(folder, name);
    return { temporary, fd: openSync(temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode) };
  };
  tryRemove(join(folder, fixedName));
  try {
    return make(fixedName);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return make(`.claude-sessions.${randomUUID()}`);
  }
}

/** Takes away what was left by killed processes under names of their own: files of this user, which nobody writes any more. */
export function removeLeftOver(folder: string): void {
  for (const name of namesIn(folder).filter((each) => otherName.test(each))) {
    const found = lstatSync(join(folder, name), { throwIfNoEntry: false });
    const isOurs =
      found?.isFile() && found.nlink === 1 && (!process.getuid || found.uid === process.getuid());
    if (found && isOurs && Date.now() - found.mtimeMs > leftOverAfter) tryRemove(join(folder, name));
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Of a folder nothing is removed. */
function tryRemove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It stays.
  }
}
