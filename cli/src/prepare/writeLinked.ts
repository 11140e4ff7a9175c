import { mkdir, readdir, rename, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Copies, type Copy, readCopies } from './linkedFiles.ts';
import { type Done, tryLstat } from './preparedFile.ts';

/**
 * Makes a folder of ours hold these copies and nothing else. What is as it should be is left alone. Another container of the
 * project may be reading: each entry is written in `temporary` and renamed, so that it is the old one or the new one, but for the moment
 * between two renames where it is a folder.
 */
export async function writeLinked(
  folder: string,
  copies: Copies,
  temporary: string,
  done: Done,
): Promise<void> {
  const entries = new Set([...copies.keys()].map((path) => path.split('/', 2).join('/')));
  for (const kind of await namesIn(folder)) {
    for (const name of await namesIn(join(folder, kind))) {
      if (!entries.has(`${kind}/${name}`)) await remove(join(folder, kind, name), done);
    }
  }
  try {
    for (const entry of entries) await writeEntry(folder, entry, copiesIn(copies, entry), temporary, done);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  for (const kind of await namesIn(folder)) await rmdir(join(folder, kind)).catch(() => {});
  await rmdir(folder).catch(() => {});
}

async function writeEntry(
  folder: string,
  entry: string,
  copies: Copies,
  temporary: string,
  done: Done,
): Promise<void> {
  const path = join(folder, entry);
  if (areEqual(await readCopies(path, entry), copies)) return;
  for (const [at, copy] of copies) await write(join(temporary, at), copy);
  const before = await tryLstat(path);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  if (before?.isDirectory() || (before && copies.get(entry)?.kind === 'folder')) {
    await rename(path, join(temporary, 'old'));
    await rm(join(temporary, 'old'), { recursive: true, force: true });
  }
  await rename(join(temporary, entry), path).catch(async (error) => {
    // Another run was faster.
    if (!(await tryLstat(path))) throw error;
  });
  (before ? done.refreshed : done.made).push(path);
}

async function write(path: string, copy: Copy): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  if (copy.kind === 'folder') await mkdir(path, { recursive: true, mode: 0o700 });
  else if (copy.kind === 'link') await symlink(copy.target, path);
  else await writeFile(path, copy.bytes, { flag: 'wx', mode: copy.isExecutable ? 0o700 : 0o600 });
}

async function remove(path: string, done: Done): Promise<void> {
  await rm(path, { recursive: true, force: true });
  done.refreshed.push(path);
}

function copiesIn(copies: Copies, entry: string): Copies {
  return new Map([...copies].filter(([path]) => path === entry || path.startsWith(`${entry}/`)));
}

function areEqual(one: Copies, other: Copies): boolean {
  return one.size === other.size && [...one].every(([path, copy]) => isEqual(copy, other.get(path)));
}

function isEqual(one: Copy, other: Copy | undefined): boolean {
  if (one.kind === 'file' && other?.kind === 'file')
    return one.isExecutable === other.isExecutable && one.bytes.equals(other.bytes);
  if (one.kind === 'link' && other?.kind === 'link') return one.target === other.target;
  return one.kind === 'folder' && other?.kind === 'folder';
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
