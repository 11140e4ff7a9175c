import { describe, expect, it } from 'vitest';
import { longestPiece, type Piece } from '../../../cli/src/sync/folderIndex.ts';
import { keptPieces, newEnds } from '../../../cli/src/sync/planPieces.ts';

const piece = (end: number): Piece => ({ end, hash: '', stored: 0 });

describe('the pieces of a file that grows', () => {
  it('stay few, and each byte is written seldom', () => {
    let pieces: Piece[] = [];
    let size = 0;
    let written = 0;
    for (let turn = 0; turn < 5000; turn++) {
      const now = size + 10_000;
      const kept = keptPieces({ pieces, size }, now);
      const from = kept.at(-1)?.end ?? 0;
      pieces = [...kept, ...newEnds(from, now).map(piece)];
      written += now - from;
      size = now;
      for (const [at, { end }] of pieces.entries()) {
        const length = end - (pieces[at - 1]?.end ?? 0);
        expect(length > 0 && length <= longestPiece).toBe(true);
      }
    }
    expect(pieces.at(-1)?.end).toBe(size);
    expect(pieces.length).toBeLessThan(40);
    expect(written / size).toBeLessThan(15);
  });

  it('are no longer than can be read at once', () => {
    expect(newEnds(0, 2.5 * longestPiece)).toEqual([longestPiece, 2 * longestPiece, 2.5 * longestPiece]);
    expect(newEnds(7, 7)).toEqual([]);
  });
});
