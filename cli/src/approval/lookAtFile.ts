import { createHash } from 'node:crypto';
import { type FileHandle, lstat, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { ActingFile, FileContent, LinkOut } from '@claude-sessions/core/approval/fileItem.ts';
import type { FileRole } from '@claude-sessions/core/approval/item.ts';
import { openRegular } from '../host/files.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** No file that is looked through is near this; what a container can write may be. */
const maxBytes = 4 * 1024 * 1024;
const pieceBytes = 64 * 1024;

export interface WorkspaceRoot extends Pick<Workspace, 'folder' | 'realFolder'> {
  /** The real path of the folder that the container can usually write: this one, or the git repository around it. */
  readonly root: string;
}

/**
 * Looks at a file that acts on the host. Nothing there is waited for, and nothing but a regular file read: in its place may
 * be a link, a FIFO or a huge file.
 * @param path absolute
 * @param keepsText false when there is text enough: what names further files is then not looked through, the rest only hashed
 * @returns undefined when there is none
 */
export async function lookAtFile(
  place: WorkspaceRoot,
  path: string,
  role: FileRole,
  keepsText = true,
): Promise<ActingFile | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) return undefined;
  const shown = { path: shownPath(place, path), role };
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return { ...shown, outside: true, content: 'a link that leads nowhere' };
  const isLed = isReachable(place, path) && real !== withoutLinks(place, path);
  const outside = !isOfPlace(place, real);
  return { ...shown, outside, ...(isLed && { link: real }), content: await contentOf(real, role, keepsText) };
}

/** True when the path lies where the container can usually write; links below the workspace folder are not followed. */
export function isReachable(place: WorkspaceRoot, path: string): boolean {
  return isOfPlace(place, withoutLinks(place, path));
}

/**
 * Finds the link by which a path of the workspace leads out of it; of a path where nothing is yet, by the nearest folder
 * above it.
 * @param path absolute
 */
export async function findLinkOut(place: WorkspaceRoot, path: string): Promise<LinkOut | undefined> {
  const { root, folder, realFolder } = place;
  const plain = withoutLinks(place, path);
  if (!isInside(root, plain)) return undefined;
  let last = root;
  let isLed = false;
  for (const part of relative(root, plain).split(sep)) {
    const at = join(last, part);
    const stats = await lstat(at).catch(() => undefined);
    if (!stats) break;
    isLed ||= stats.isSymbolicLink();
    last = at;
  }
  if (!isLed) return undefined;
  const real = await realpath(last).catch(() => undefined);
  if (real !== undefined && isOfPlace(place, real)) return undefined;
  return { path: shownPath(place, resolve(folder, relative(realFolder, last))), real };
}

function isOfPlace({ root }: WorkspaceRoot, real: string): boolean {
  return real === root || isInside(root, real);
}

/** The path by the workspace's real folder. */
function withoutLinks({ folder, realFolder }: WorkspaceRoot, path: string): string {
  return resolve(realFolder, relative(folder, path));
}

/** A path for messages: below the workspace folder where it is, with `/`. */
function shownPath({ folder }: WorkspaceRoot, path: string): string {
  return isInside(folder, path) ? relative(folder, path).split(sep).join('/') : resolve(path);
}

function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

/** @param real a path without links, as it was a moment ago */
async function contentOf(real: string, role: FileRole, keepsText: boolean): Promise<FileContent | string> {
  const namesOthers = role === 'script' || role === 'Compose file';
  if (namesOthers && !keepsText) return 'too much text in all to look through';
  try {
    const handle = await openRegular(real, true);
    if (!handle) return 'not a regular file';
    try {
      const { size } = await handle.stat();
      if (size > maxBytes) return `${size} bytes, too many to look through`;
      return await readContent(handle, size, keepsText);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
  }
}

/** Piece by piece, so that no more memory is taken than there is text to keep. */
async function readContent(
  handle: FileHandle,
  size: number,
  keepsText: boolean,
): Promise<FileContent | string> {
  const hash = createHash('sha256');
  const kept = keepsText ? Buffer.alloc(size) : undefined;
  const piece = Buffer.alloc(Math.min(size + 1, pieceBytes));
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(piece, 0, piece.length, length);
    if (bytesRead === 0) break;
    if (length + bytesRead > size) return 'grows while it is looked at';
    hash.update(piece.subarray(0, bytesRead));
    if (kept) piece.copy(kept, length, 0, bytesRead);
    length += bytesRead;
  }
  return { size: length, digest: hash.digest('hex'), text: kept && textOf(kept.subarray(0, length)) };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** SHA-256, in hexadecimal digits. */
export const digestOf = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
