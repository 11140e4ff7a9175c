import { randomUUID } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  readSync,
  renameSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { copyFile } from '../verify/moveByCopy.ts';
import { type Name, type OpenFolder, openRegular, sameFile } from '../verify/OpenFolder.ts';

/** What became of a folder's entries. */
export interface MovedInto {
  moved: number;
  /** Paths to which something was put that is otherwise in the folder it was for. */
  aside: string[];
  /** What stayed, and why: a line each. */
  left: string[];
}

export interface MoveOptions {
  /** Which entries of the folder itself are moved; all, if absent. */
  readonly takes?: (name: string) => boolean;
  /** A folder, made where needed, for what is otherwise at its new place; no Claude looks there. */
  readonly aside: string;
}

/** A copy that a killed run left; nobody else's files have such names. */
const temporary = /^\.claude-sessions\.[0-9a-f-]{36}$/;

/**
 * Moves what is in one folder into another, folder by folder. A container may have written both: they are held open, no link
 * is followed, and a link is moved as a link.
 *
 * Each entry is renamed, so that it is at one of two places at any instant; on another disk it is copied under a temporary
 * name, synced and put into place before the source goes. What is there already is not overwritten: of two files, one of which is the
 * beginning of the other, the longer one stays; files that differ go aside, as an id found twice is not found. May be killed at
 * any instant and run again.
 */
export function moveInto(from: OpenFolder, to: OpenFolder, options: MoveOptions): MovedInto {
  const result: MovedInto = { moved: 0, aside: [], left: [] };
  moveEntries({ from, to, path: '', options, result });
  return result;
}

/** Two folders of one path below those that were given, and what the whole move goes by and comes to. */
interface Move {
  readonly from: OpenFolder;
  readonly to: OpenFolder;
  readonly path: string;
  readonly options: MoveOptions;
  readonly result: MovedInto;
}

/** An entry of both: where it is, where it goes, and its path below the folders that were given. */
interface Entry {
  readonly name: Name;
  readonly path: string;
  readonly source: Buffer;
  readonly target: Buffer;
  readonly is: BigIntStats;
}

function moveEntries(move: Move): void {
  const { from, to, path, options, result } = move;
  for (const name of [...to.names()]) if (temporary.test(name.toString())) unlinkSync(to.child(name));
  for (const name of [...from.names()].sort(Buffer.compare)) {
    const text = name.toString();
    if (path === '' && options.takes && !options.takes(text)) continue;
    const below = path === '' ? text : `${path}/${text}`;
    try {
      moveEntry(move, name, below);
    } catch (error) {
      result.left.push(`${below}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function moveEntry(move: Move, name: Name, path: string): void {
  const { from, to, options, result } = move;
  const [source, target] = [from.child(name), to.child(name)];
  const is = lstatSync(source, { bigint: true });
  const entry = { name, path, source, target, is };
  const there = lstatIfAny(target);
  if (!there) {
    place(move, entry);
  } else if (is.isDirectory() && there.isDirectory()) {
    mergeFolder(move, entry);
  } else if (is.isFile() && there.isFile()) {
    settle(move, entry, there);
  } else if (isSameLink(source, is, target, there)) {
    unlinkSync(source);
  } else {
    putAside(source, path, options, result);
  }
}

/** Nothing is at the target. */
function place(move: Move, entry: Entry): void {
  const { to, result } = move;
  const { source, target, is } = entry;
  try {
    renameSync(source, target);
    result.moved++;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    if (is.isDirectory()) {
      mkdirSync(target, { mode: Number(is.mode & 0o777n) });
      mergeFolder(move, entry);
    } else {
      if (!is.isFile()) throw new Error('it is no regular file, and lies on another disk');
      moveFile(source, to, target, is);
      result.moved++;
    }
  }
}

function mergeFolder(move: Move, { name, path, source }: Entry): void {
  const { from, to } = move;
  const inner = from.open(name);
  try {
    const target = to.open(name);
    try {
      moveEntries({ ...move, from: inner, to: target, path });
    } finally {
      target.close();
    }
  } finally {
    inner.close();
  }
  try {
    rmdirSync(source);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
  }
}

/** Two files of one name. */
function settle(
  { from, to, options, result }: Move,
  { name, path, source, target, is }: Entry,
  there: BigIntStats,
): void {
  if (sameFile(is, there) || isBeginning(from, to, name, there.size < is.size ? there.size : is.size)) {
    if (there.size >= is.size) unlinkSync(source);
    else replace(source, to, target, is);
    result.moved++;
  } else {
    putAside(source, path, options, result);
  }
}

function replace(source: Buffer, to: OpenFolder, target: Buffer, is: BigIntStats): void {
  try {
    renameSync(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    moveFile(source, to, target, is);
  }
}

/** To another disk. */
function moveFile(source: Buffer, to: OpenFolder, target: Buffer, is: BigIntStats): void {
  const beside = to.child(`.claude-sessions.${randomUUID()}`);
  copyFile(source, beside, is);
  renameSync(beside, target);
  unlinkSync(source);
}

function putAside(source: Buffer, path: string, { aside }: MoveOptions, result: MovedInto): void {
  const target = join(aside, path);
  mkdirSync(join(target, '..'), { recursive: true, mode: 0o700 });
  if (lstatIfAny(target)) throw new Error(`${target} is there already`);
  try {
    renameSync(source, target);
  } catch (error) {
    const stats = lstatSync(source, { bigint: true });
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV' || !stats.isFile()) throw error;
    copyFile(source, target, stats);
    unlinkSync(source);
  }
  result.aside.push(target);
}

function isSameLink(source: Buffer, is: BigIntStats, target: Buffer, there: BigIntStats): boolean {
  if (!is.isSymbolicLink() || !there.isSymbolicLink()) return false;
  const read = (path: Buffer) => readlinkSync(path, { encoding: 'buffer' });
  return read(source).equals(read(target));
}

/** True when the first bytes of two files of one name are equal. */
function isBeginning(from: OpenFolder, to: OpenFolder, name: Name, size: bigint): boolean {
  const files = [openRegular(from, name)];
  try {
    files.push(openRegular(to, name));
    const [a = 0, b = 0] = files;
    const buffers = [Buffer.alloc(1024 * 1024), Buffer.alloc(1024 * 1024)] as const;
    for (let left = size; left > 0n; ) {
      const wanted = Number(left < 1024n * 1024n ? left : 1024n * 1024n);
      const counts = [readFully(a, buffers[0], wanted), readFully(b, buffers[1], wanted)];
      if (counts.some((count) => count !== wanted)) return false;
      if (buffers[0].compare(buffers[1], 0, wanted, 0, wanted) !== 0) return false;
      left -= BigInt(wanted);
    }
    return files.every((fd) => fstatSync(fd, { bigint: true }).size >= size);
  } finally {
    for (const fd of files) closeSync(fd);
  }
}

function readFully(fd: number, buffer: Buffer, wanted: number): number {
  let read = 0;
  for (let count = 1; read < wanted && count > 0; read += count)
    count = readSync(fd, buffer, read, wanted - read, null);
  return read;
}

function lstatIfAny(path: Buffer | string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}
