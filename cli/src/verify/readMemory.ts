import { createHash } from 'node:crypto';
import { closeSync, fstatSync, readSync } from 'node:fs';
import type { MemoryFile } from '@claude-sessions/core/verify/memory.ts';
import { openRegular } from './OpenFolder.ts';
import type { WalkedEntry } from './walkFolder.ts';

/** Up to this size the lines are remembered, to say which are new. */
const maxText = 1024 * 1024;

/** Reads a file of `memory/`, in pieces: a container with `--memory rw` may have made it of any size. @throws when it is no regular file */
export function readMemoryFile({ folder, names }: WalkedEntry): MemoryFile {
  const fd = openRegular(folder, names.at(-1) ?? '');
  try {
    const hash = createHash('sha256');
    const pieces: Buffer[] = [];
    const piece = Buffer.allocUnsafe(1024 * 1024);
    const size = fstatSync(fd).size;
    for (let at = 0; at < size; ) {
      const count = readSync(fd, piece, 0, Math.min(piece.length, size - at), at);
      if (count === 0) break;
      at += count;
      hash.update(piece.subarray(0, count));
      if (size <= maxText) pieces.push(Buffer.from(piece.subarray(0, count)));
    }
    const text = Buffer.concat(pieces).toString().split(/\r?\n/).filter(Boolean);
    return { hash: hash.digest('hex'), text, lines: text.map(lineHash) };
  } finally {
    closeSync(fd);
  }
}

const lineHash = (line: string) => createHash('sha256').update(line).digest('hex').slice(0, 12);
