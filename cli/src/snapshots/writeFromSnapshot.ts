import { createHash } from 'node:crypto';
import { closeSync, fchmodSync, fsync, futimesSync, openSync, readSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { pieceName } from '@claude-sessions/core/snapshots/pieceName.ts';
import type { SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { isMissing } from '../host/files.ts';
import { replaceFile } from '../host/replaceFile.ts';
import { damaged } from './readStore.ts';
import { writeAll } from './StoreWriter.ts';
import { storeOf } from './storePlace.ts';

const mostAtOnce = 1024 * 1024;

/**
 * Writes a file of a snapshot as it was, its bytes held against their hash: beside, then in place of what is there. With its time and mode.
 * @throws UserError when the store is damaged
 */
export async function writeFromSnapshot(home: string, file: SnapshotFile, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await replaceFile(path, 0o600, (fd) => fillFromSnapshot(home, file, fd));
}

/** The same into an open file. */
export async function fillFromSnapshot(home: string, file: SnapshotFile, fd: number): Promise<void> {
  for (const bytes of readFromSnapshot(home, file)) writeAll(fd, bytes);
  fchmodSync(fd, file.mode);
  futimesSync(fd, file.changedAt / 1000, file.changedAt / 1000);
  await promisify(fsync)(fd);
}

/**
 * The bytes of a file of a snapshot, a stretch at a time; each is good until the next.
 * @throws UserError when the store is damaged, at the end of the piece that is
 */
export function* readFromSnapshot(home: string, file: Pick<SnapshotFile, 'pieces'>): Generator<Buffer> {
  const folder = storeOf(home).pieces;
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(mostAtOnce);
  let at = 0;
  for (const piece of file.pieces) {
    const path = join(folder, pieceName(at, piece));
    for (const bytes of readWhole(path, buffer)) {
      hash.update(bytes);
      at += bytes.length;
      yield bytes;
    }
    if (at !== piece.end || hash.copy().digest('hex') !== piece.hash) throw damaged(path);
  }
}

function* readWhole(path: string, buffer: Buffer): Generator<Buffer> {
  const fd = openPiece(path);
  try {
    for (let count = readSync(fd, buffer); count > 0; count = readSync(fd, buffer))
      yield buffer.subarray(0, count);
  } finally {
    closeSync(fd);
  }
}

function openPiece(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw isMissing(error) ? damaged(path) : error;
  }
}
