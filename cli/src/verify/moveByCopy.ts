import {
  type BigIntStats,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';

/**
 * Moves a file or a link to another file system: copied, synced, and only then removed.
 * @param was what was looked at
 * @throws when it is anything else, or changed meanwhile: then it stays, and the copy goes
 */
export function moveByCopy(from: Buffer, to: string, was: BigIntStats): void {
  if (was.isSymbolicLink()) {
    symlinkSync(readlinkSync(from), to);
    unlinkSync(from);
    return;
  }
  if (!was.isFile()) throw new Error('it lies on another file system than the quarantine; move it by hand');
  copyFileSync(from, to, constants.COPYFILE_EXCL);
  const copy = lstatSync(to, { bigint: true });
  const now = lstatSync(from, { bigint: true });
  if (copy.size !== was.size || now.ino !== was.ino || now.mtimeNs !== was.mtimeNs || now.size !== was.size) {
    unlinkSync(to);
    throw new Error('it changed while it was copied');
  }
  const fd = openSync(to, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  utimesSync(to, Number(was.atimeMs) / 1000, Number(was.mtimeMs) / 1000);
  unlinkSync(from);
}
