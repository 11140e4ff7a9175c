import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Done, refresh } from './preparedFile.ts';

/**
 * Makes a folder of ours hold these copies and nothing else, each at once the old one or the new one.
 * @param copies bytes (latin1) by paths written with `/`
 */
export async function writeImported(
  folder: string,
  copies: ReadonlyMap<string, string>,
  temporaryIn: string,
  done: Done,
): Promise<void> {
  await removeOthers(folder, '', [...copies.keys()], done);
  for (const [at, text] of copies) {
    const path = join(folder, ...at.split('/'));
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await refresh(temporaryIn, path, text, done);
  }
}

/** What is no copy and holds none, below a folder, and the folder itself when nothing is left in it. */
async function removeOthers(
  folder: string,
  below: string,
  wanted: readonly string[],
  done: Done,
): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const at = below + entry.name;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && wanted.some((each) => each.startsWith(`${at}/`))) {
      await removeOthers(path, `${at}/`, wanted, done);
    } else if (!entry.isFile() || !wanted.includes(at)) {
      await rm(path, { recursive: true, force: true });
      done.refreshed.push(path);
    }
  }
  await rmdir(folder).catch(() => undefined);
}
