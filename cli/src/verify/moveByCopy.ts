import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  futimesSync,
  openSync,
  readlinkSync,
  readSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { sameFile } from './OpenFolder.ts';

/**
 * Moves a file or a link to another file system: copied, synced, and only then removed.
 * @param was what was looked at
 * @throws when it is anything else, or changed meanwhile: then it stays, and the copy goes
 */
export function moveByCopy(from: Buffer, to: string, was: BigIntStats): void {
  if (was.isSymbolicLink()) {
    // Names may be any bytes.
    symlinkSync(readlinkSync(from, { encoding: 'buffer' }), to);
  } else if (was.isFile()) {
    copyFile(from, to, was);
  } else throw new Error('it lies on another file system than the quarantine; move it by hand');
  unlinkSync(from);
}

/**
 * Copies a file into a new one, synced, with its times.
 * @throws when it is none any more, or changed meanwhile: then there is no copy
 */
export function copyFile(from: Buffer, to: Buffer | string, was: BigIntStats): void {
  // A link or a pipe may have taken its place.
  const source = openSync(
    from,
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  );
  try {
    if (!isUnchanged(source, was)) throw changed();
    const copy = openSync(to, 'wx', 0o600);
    try {
      const copied = copyBytes(source, copy);
      if (copied !== was.size || !isUnchanged(source, was)) throw changed();
      futimesSync(copy, Number(was.atimeMs) / 1000, Number(was.mtimeMs) / 1000);
      fsyncSync(copy);
    } catch (error) {
      unlinkSync(to);
      throw error;
    } finally {
      closeSync(copy);
    }
  } finally {
    closeSync(source);
  }
}

const changed = () => new Error('it changed while it was copied');

function isUnchanged(fd: number, was: BigIntStats): boolean {
  const now = fstatSync(fd, { bigint: true });
  return now.isFile() && sameFile(now, was) && now.mtimeNs === was.mtimeNs && now.size === was.size;
}

/** @returns how many bytes there were */
function copyBytes(from: number, to: number): bigint {
  const piece = Buffer.allocUnsafe(1024 * 1024);
  let copied = 0n;
  for (;;) {
    const count = readSync(from, piece, 0, piece.length, null);
    if (count === 0) return copied;
    for (let at = 0; at < count; ) at += writeSync(to, piece, at, count - at);
    copied += BigInt(count);
  }
}
