import { constants, fchmodSync, fchown, fsync, writeFileSync } from 'node:fs';
import { access, type FileHandle, lstat, mkdir, open, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from './errors.ts';
import { replaceFile } from './replaceFile.ts';

/** A file as it is and as it is to be; null where there is none. */
export interface FileChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** No file that we read is near this; what a container can write may be. */
const maxBytes = 16 * 1024 * 1024;

/** The text of a file, or undefined when there is none. @throws as `readBytesIfAny` */
export async function readTextIfAny(path: string): Promise<string | undefined> {
  return (await readBytesIfAny(path))?.toString('utf8');
}

/** The text of a file that is no link and can be read as one; undefined otherwise. For what a container can write. */
export async function tryReadOwnText(path: string): Promise<string | undefined> {
  const bytes = await readBytesIfAny(path, true).catch(() => undefined);
  return bytes?.toString('utf8');
}

/**
 * The bytes of a file, or undefined when there is none. What a container can write may hold a FIFO in the place of a
 * file, on which a plain read would wait for ever.
 * @param isOwn true when a link to a file will not do
 * @throws UserError when it is no regular file, or a huge one
 */
export async function readBytesIfAny(path: string, isOwn = false): Promise<Buffer | undefined> {
  const handle = await openRegular(path, isOwn).catch((error) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (handle === null) return undefined;
  if (!handle) throw noRegularFile(path);
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) {
      throw new UserError(`${path} has ${size} bytes.`, 'That is no such file; look what it holds.');
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** A file may be replaced, by a rename, between the look at it and its opening. */
const maxAttempts = 5;

/**
 * Opens a regular file to read it, and nothing else: to open a device can already do something.
 * @param isOwn true when a link to a file will not do
 * @returns undefined when it is something else
 * @throws as `open`, when there is none for example
 */
export async function openRegular(path: string, isOwn: boolean): Promise<FileHandle | undefined> {
  const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const before = await (isOwn ? lstat(path) : stat(path));
    if (!before.isFile()) return undefined;
    const handle = await open(path, O_RDONLY | O_NONBLOCK | (isOwn ? O_NOFOLLOW : 0));
    const opened = await handle.stat();
    const isSame = opened.ino === before.ino && opened.dev === before.dev;
    // Windows has no devices among files, and numbers files in more than one way.
    if (opened.isFile() && (isSame || process.platform === 'win32')) return handle;
    await handle.close();
  }
  return undefined;
}

function noRegularFile(path: string): UserError {
  return new UserError(`${path} is not a regular file.`, 'Move it away, or put the file itself there.');
}

/**
 * Writes a file whole or not at all: beside it, synced, renamed. An existing file's mode is kept, and its owner where
 * that is allowed. What a killed process left is taken away (`replaceFile.ts`). Missing folders are made, for the owner alone when the file's mode says so.
 */
export async function writeText(path: string, text: string | Uint8Array, mode?: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true, ...(mode === 0o600 && { mode: 0o700 }) });
  const before = await lstat(path).catch(() => undefined);
  try {
    await replaceFile(path, mode ?? 0o666, async (fd) => {
      writeFileSync(fd, text);
      if (before?.isFile()) {
        await promisify(fchown)(fd, before.uid, before.gid).catch(() => undefined);
        fchmodSync(fd, mode ?? before.mode & 0o777);
      }
      await promisify(fsync)(fd);
    });
  } catch (error) {
    throw namingPath(error, path);
  }
}

/** A failed write, of a full disk for example, says what failed and not of which file. */
function namingPath(error: unknown, path: string): unknown {
  const { code, path: named } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || code === undefined || named !== undefined) return error;
  return Object.assign(error, { message: `${error.message} '${path}'`, path });
}

/** Removes a file, if it is there. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Removes `folder` and those above it, up to `below`, as long as they are empty. */
export async function removeEmptyFolders(folder: string, below: string): Promise<void> {
  if (folder === below) return;
  const removed = await rmdir(folder).then(
    () => true,
    () => false,
  );
  if (removed) await removeEmptyFolders(dirname(folder), below);
}

/**
 * Makes sure that `path` can be written, and that this writes inside `root`: what a container can edit may hold links
 * that lead out.
 * @throws UserError when the file is a link or read-only, or a folder above it leads out of `root` or is read-only
 */
export async function ensureWritable(root: string, path: string): Promise<void> {
  await ensureInside(root, path);
  const mayWrite = async (each: string, mode: number) => {
    await access(each, mode).catch((error) => {
      if (isMissing(error)) return;
      throw new UserError(
        `${each} cannot be written (${error.code}).`,
        'Give yourself the right to write it; nothing was changed.',
      );
    });
  };
  await mayWrite(path, constants.W_OK);
  await mayWrite(await nearestFolder(dirname(path)), constants.W_OK | constants.X_OK);
}

/**
 * Makes sure that `path` lies inside `root` and is no link.
 * @throws UserError when the file is a link, or a folder above it leads out of `root`
 */
export async function ensureInside(root: string, path: string): Promise<void> {
  const stat = await lstat(path).catch(() => undefined);
  if (stat?.isSymbolicLink()) {
    throw new UserError(
      `${path} is a link, and is not written through.`,
      'Put the file itself there, or name another with --config.',
    );
  }
  const folder = await realpath(await nearestFolder(dirname(path)));
  const realRoot = await realpath(root);
  if (folder !== realRoot && !folder.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)) {
    throw new UserError(
      `${dirname(path)} leads out of the workspace, to ${folder}.`,
      'Put a real folder there.',
    );
  }
}

/** The folder itself, or the nearest above it that exists. @throws UserError when a link to nothing is in the way */
async function nearestFolder(path: string): Promise<string> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats && dirname(path) !== path) return nearestFolder(dirname(path));
  const there = await realpath(path).catch(() => undefined);
  if (there === undefined) throw new UserError(`${path} is a link that leads nowhere.`, 'Delete it.');
  return path;
}

export function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
