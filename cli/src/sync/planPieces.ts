import { type IndexedFile, longestPiece, type Piece } from './folderIndex.ts';

/**
 * Which of a file's pieces stay when it grew, so that each byte is written seldom and the pieces do not become many: a short one is written
 * again with what is new.
 * @param size that it has now
 */
export function keptPieces(before: Pick<IndexedFile, 'pieces' | 'size'>, size: number): readonly Piece[] {
  const kept = [...before.pieces];
  let start = before.size;
  for (let last = kept.at(-1); last; last = kept.at(-1)) {
    const from = kept.at(-2)?.end ?? 0;
    const length = start - from;
    if (length > 2 * (size - start) || size - from > longestPiece) break;
    start = from;
    kept.pop();
  }
  return kept;
}

/** Where the pieces of the rest end. */
export function newEnds(from: number, size: number): number[] {
  const ends: number[] = [];
  for (let at = from; at < size; ) {
    at = Math.min(at + longestPiece, size);
    ends.push(at);
  }
  return ends;
}
