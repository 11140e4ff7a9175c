import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { titleOf } from '@claude-sessions/core/conversations/Conversation.ts';
import { summarize } from '@claude-sessions/core/conversations/summarize.ts';
import { pieceName } from '@claude-sessions/core/snapshots/pieceName.ts';
import type { SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { tellingLines } from '../conversations/tellingLines.ts';
import { storeOf } from './storePlace.ts';

/** As much as a list reads of a transcript. */
const endBytes = 64 * 1024;

/** What a kept conversation is called. Not escaped. */
export function titleFromSnapshot(home: string, file: SnapshotFile): string | undefined {
  const { size } = file;
  const head = tellingLines(rangeOf(home, file, 0, Math.min(size, 2 * endBytes)), true);
  const tail =
    size > 2 * endBytes ? `\n${tellingLines(rangeOf(home, file, size - endBytes, size), false)}` : '';
  return titleOf(summarize({ head, tail }));
}

/** Some bytes of a kept file, which nothing is compared with; fewer where the store is damaged. */
export function rangeOf(
  home: string,
  { pieces }: Pick<SnapshotFile, 'pieces'>,
  from: number,
  to: number,
): Buffer {
  const found: Buffer[] = [];
  let start = 0;
  for (const piece of pieces) {
    const [first, last] = [Math.max(from, start), Math.min(to, piece.end)];
    if (first < last)
      found.push(partOf(join(storeOf(home).pieces, pieceName(start, piece)), first - start, last - first));
    start = piece.end;
  }
  return Buffer.concat(found);
}

function partOf(path: string, at: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    return buffer.subarray(0, readSync(fd, buffer, 0, length, at));
  } catch {
    return Buffer.alloc(0);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
