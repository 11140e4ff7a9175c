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
    return { hash: hash.digest('hex'), ...linesOf(Buffer.concat(pieces)) };
  } finally {
    closeSync(fd);
  }
}

/** The same of a file's bytes. */
export function memoryFileOf(bytes: Buffer): MemoryFile {
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { hash, ...linesOf(bytes.length <= maxText ? bytes : Buffer.alloc(0)) };
}

function linesOf(bytes: Buffer): Pick<MemoryFile, 'text' | 'lines'> {
  const text = bytes.toString().split(/\r?\n/).filter(Boolean);
  return { text, lines: text.map(lineHash) };
}

const lineHash = (line: string) => createHash('sha256').update(line).digest('hex').slice(0, 12);
