import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { lockFolder, withLock } from './withLock.ts';

/** What is being written has one name in each folder: what a killed process left there goes with the next write. */
const fixedName = '.claude-sessions.new';

/** As earlier versions called it, and as it is called where something else has the fixed name and stays. */
const otherName = /^\.claude-sessions\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A write takes milliseconds, and seconds on a slow disk. */
const leftOverAfter = 60_000;

/**
 * Puts a new file in the place of another, whole or not at all: made beside it, and renamed. A container may write in the folder
 * as well, and plant links there: the new file is made by exclusive creation, and compared before it is renamed.
 * @param fill writes the new file
 * @throws what `fill` threw, or why the file could not be made or renamed
 */
export async function replaceFile(
  path: string,
  mode: number,
  fill: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const folder = dirname(resolve(path));
  const lock = `write-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.lock`;
  await withLock(join(lockFolder(), lock), async () => {
    await removeLeftOver(folder);
    const { temporary, file } = await create(folder, mode);
    try {
      const made = await fill(file)
        .then(() => file.stat())
        .finally(() => file.close());
      const there = await lstat(temporary);
      if (there.ino !== made.ino || there.dev !== made.dev) throw new Error(`${temporary} was replaced`);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  });
}

/** No other process of this host is writing in the folder. Whatever has the fixed name is taken away, and never followed. */
async function create(folder: string, mode: number): Promise<{ temporary: string; file: FileHandle }> {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = constants;
  const make = async (name: string) => {
    const temporary = join(folder, name);
    return { temporary, file: await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode) };
  };
  await rm(join(folder, fixedName), { force: true }).catch(() => undefined);
  return await make(fixedName).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
    return make(`.claude-sessions.${randomUUID()}`);
  });
}

/** Takes away what earlier versions left when they were killed: files of this user with one name, which nobody writes any more. */
async function removeLeftOver(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => otherName.test(each))) {
    const found = await lstat(join(folder, name)).catch(() => undefined);
    const isOurs =
      found?.isFile() && found.nlink === 1 && (!process.getuid || found.uid === process.getuid());
    if (found && isOurs && Date.now() - found.mtimeMs > leftOverAfter) {
      await rm(join(folder, name), { force: true }).catch(() => undefined);
    }
  }
}
