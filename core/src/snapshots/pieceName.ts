import type { Piece } from './Snapshot.ts';

/** Where a piece lies below `pieces/` of the store. @param start where the piece before it ends */
export function pieceName(start: number, { end, hash }: Piece): string {
  return `${hash.slice(0, 2)}/${start}-${end}-${hash}`;
}

const pattern = /^[\da-f]{2}\/(\d{1,15})-(\d{1,15})-([\da-f]{64})$/;

export interface NamedPiece extends Piece {
  readonly start: number;
}

export function parsePieceName(name: string): NamedPiece | undefined {
  const [, start, end, hash] = pattern.exec(name) ?? [];
  if (start === undefined || hash === undefined || Number(end) <= Number(start)) return undefined;
  return { start: Number(start), end: Number(end), hash };
}

/** The names of all pieces of a file, in their order. */
export function pieceNames(pieces: readonly Piece[]): string[] {
  return pieces.map((piece, index) => pieceName(pieces[index - 1]?.end ?? 0, piece));
}
