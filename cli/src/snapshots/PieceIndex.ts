import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { pieceNames } from '@claude-sessions/core/snapshots/pieceName.ts';
import type { Piece, SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';

/** Files that begin alike for so long may go on alike. */
const headBytes = 1024;
const maxAlike = 30;

/** Which files may begin as another does: those that have the same first bytes. */
export class PieceIndex {
  readonly #folder: string;
  #waiting: (readonly Piece[])[];
  readonly #byHead = new Map<string, (readonly Piece[])[]>();

  /** @param files of which pieces are kept; nothing of them is read before something is asked */
  constructor(folder: string, files: Iterable<SnapshotFile>) {
    this.#folder = folder;
    this.#waiting = [...files].map(({ pieces }) => pieces);
  }

  /** Chains that a file may share pieces with. */
  alike(fd: number): readonly (readonly Piece[])[] {
    const head = headOf(fd);
    if (head === undefined) return [];
    for (const pieces of this.#waiting) this.#add(pieces);
    this.#waiting = [];
    return this.#byHead.get(head) ?? [];
  }

  add(pieces: readonly Piece[]): void {
    this.#waiting.push(pieces);
  }

  #add(pieces: readonly Piece[]): void {
    const [first] = pieceNames(pieces.slice(0, 1));
    if (first === undefined || (pieces[0]?.end ?? 0) < headBytes) return;
    const head = this.#headOfPiece(first);
    if (head === undefined) return;
    const alike = this.#byHead.get(head) ?? [];
    if (alike.length < maxAlike) alike.push(pieces);
    this.#byHead.set(head, alike);
  }

  #headOfPiece(name: string): string | undefined {
    let fd: number | undefined;
    try {
      fd = openSync(join(this.#folder, name), 'r');
      return headOf(fd);
    } catch {
      return undefined;
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
  }
}

function headOf(fd: number): string | undefined {
  const buffer = Buffer.allocUnsafe(headBytes);
  return readSync(fd, buffer, 0, headBytes, 0) === headBytes ? buffer.toString('latin1') : undefined;
}
