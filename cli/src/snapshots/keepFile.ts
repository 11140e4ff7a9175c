import { createHash, type Hash } from 'node:crypto';
import { existsSync, fstatSync, ftruncateSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { pieceName } from '@claude-sessions/core/snapshots/pieceName.ts';
import type { Piece } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { type NewFile, type StoreWriter, writeAll } from './StoreWriter.ts';

/** What was kept of a file. */
export interface Kept {
  readonly pieces: readonly Piece[];
  readonly newBytes: number;
  /** It was written while it was read. */
  readonly isMoving: boolean;
}

interface KeepOptions {
  readonly writer: StoreWriter;
  /** `pieces/` of the store. */
  readonly folder: string;
  /** Pieces of files that may begin as this one does. */
  readonly chains: readonly (readonly Piece[])[];
  /** Where it is written meanwhile, whole lines of it are kept. */
  readonly isLines: boolean;
  /** Is told of the bytes that were not kept before. */
  readonly onNew?: ((bytes: Buffer) => void) | undefined;
}

const mostAtOnce = 1024 * 1024;
const attempts = 3;

/**
 * Keeps an open file: pieces that it shares with what is kept are not kept again. The bytes of a new piece are those that were hashed, and
 * follow those whose hash was the same, so that no writer makes a piece that is not what its name says.
 */
export async function keepFile(fd: number, options: KeepOptions): Promise<Kept> {
  for (let attempt = 1; ; attempt++) {
    const before = fstatSync(fd, { bigint: true });
    const size = Number(before.size);
    const buffer = Buffer.allocUnsafe(Math.min(Math.max(size, 1), mostAtOnce));
    const shared = findShared(fd, size, options.chains, buffer);
    const file = options.writer.begin();
    let isDone = false;
    try {
      const rest = copyRest(fd, size, shared, file, { ...options, buffer });
      const after = fstatSync(fd, { bigint: true });
      const isMoving =
        before.size !== after.size || before.mtimeNs !== after.mtimeNs || before.ctimeNs !== after.ctimeNs;
      if (isMoving && after.size <= before.size && attempt < attempts) continue;
      const end = isMoving && options.isLines ? rest.lines : rest.all;
      const piece = { end: end.at, hash: end.hash.digest('hex') };
      if (piece.end <= shared.end) return { pieces: shared.pieces, newBytes: 0, isMoving };
      const pieces = [...shared.pieces, piece];
      const to = join(options.folder, pieceName(shared.end, piece));
      if (existsSync(to)) return { pieces, newBytes: 0, isMoving };
      ftruncateSync(file.fd, piece.end - shared.end);
      isDone = true;
      await options.writer.finish(file, to);
      return { pieces, newBytes: piece.end - shared.end, isMoving };
    } finally {
      if (!isDone) options.writer.drop(file);
    }
  }
}

interface Shared {
  readonly pieces: readonly Piece[];
  readonly end: number;
  /** Of all up to there. */
  readonly hash: Hash;
}

/** The longest run of pieces with which a file begins. */
function findShared(fd: number, size: number, chains: readonly (readonly Piece[])[], buffer: Buffer): Shared {
  const hash = createHash('sha256');
  let shared: Shared = { pieces: [], end: 0, hash: hash.copy() };
  let alive = chains;
  let at = 0;
  for (const end of endsOf(chains, size)) {
    const here = alive.filter((chain) => chain.some((piece) => piece.end === end));
    if (here.length === 0) continue;
    const read = feed(fd, { from: at, to: end }, buffer, (bytes) => hash.update(bytes));
    if (read < end) break;
    at = end;
    const digest = hash.copy().digest('hex');
    const isSo = (piece: Piece) => piece.end === end && piece.hash === digest;
    alive = alive.filter((chain) => !here.includes(chain) || chain.some(isSo));
    const from = shared.end;
    const fits = alive.some((chain) =>
      chain.some((piece, index) => isSo(piece) && (chain[index - 1]?.end ?? 0) === from),
    );
    if (fits) shared = { pieces: [...shared.pieces, { end, hash: digest }], end, hash: hash.copy() };
  }
  return shared;
}

function endsOf(chains: readonly (readonly Piece[])[], size: number): number[] {
  const ends = new Set(chains.flatMap((chain) => chain.flatMap(({ end }) => (end <= size ? end : []))));
  return [...ends].sort((a, b) => a - b);
}

interface Reached {
  readonly at: number;
  readonly hash: Hash;
}

/** Copies what follows, and says how far it came: in all, and in whole lines. */
function copyRest(
  fd: number,
  size: number,
  shared: Shared,
  file: NewFile,
  { buffer, onNew }: Pick<KeepOptions, 'onNew'> & { readonly buffer: Buffer },
): { all: Reached; lines: Reached } {
  const hash = shared.hash.copy();
  let at = shared.end;
  let lines: Reached = { at, hash: shared.hash.copy() };
  feed(fd, { from: at, to: size }, buffer, (bytes) => {
    writeAll(file.fd, bytes);
    onNew?.(bytes);
    const line = bytes.lastIndexOf(10) + 1;
    hash.update(bytes.subarray(0, line));
    if (line > 0) lines = { at: at + line, hash: hash.copy() };
    hash.update(bytes.subarray(line));
    at += bytes.length;
  });
  return { all: { at, hash }, lines };
}

/** Reads a stretch of a file. @returns where it ended, before its time where the file did */
function feed(
  fd: number,
  { from, to }: { readonly from: number; readonly to: number },
  buffer: Buffer,
  take: (bytes: Buffer) => void,
): number {
  let at = from;
  while (at < to) {
    const count = readSync(fd, buffer, 0, Math.min(buffer.length, to - at), at);
    if (count === 0) break;
    take(buffer.subarray(0, count));
    at += count;
  }
  return at;
}
