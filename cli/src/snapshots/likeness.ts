import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import type { Likeness } from '@claude-sessions/core/snapshots/planSteps.ts';
import type { SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { isKnownPrefix, isSameContent } from '@claude-sessions/core/snapshots/sameContent.ts';
import type { FoundFile, ProjectTree } from './ProjectTree.ts';
import { isUntouched } from './takeSnapshot.ts';

/** How a file that is there compares with one of a snapshot. @param known what is known of it by another snapshot: it need not be read then */
export async function likeness(
  tree: ProjectTree,
  now: FoundFile,
  then: SnapshotFile,
  known: SnapshotFile | undefined,
): Promise<Likeness> {
  if (isUntouched(then, now)) return 'same';
  if (known && isUntouched(known, now)) {
    if (isSameContent(known, then)) return 'same';
    if (isKnownPrefix(then, known)) return 'longer';
  }
  if (now.size < then.size) return 'other';
  if (then.size === 0) return now.size === 0 ? 'same' : 'longer';
  const hash = await tree.read(now.path, async (fd) => hashOf(fd, then.size));
  if (hash !== then.pieces.at(-1)?.hash) return 'other';
  return now.size === then.size ? 'same' : 'longer';
}

function hashOf(fd: number, size: number): string | undefined {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(size, 1024 * 1024));
  for (let at = 0; at < size; ) {
    const count = readSync(fd, buffer, 0, Math.min(buffer.length, size - at), at);
    if (count === 0) return undefined;
    hash.update(buffer.subarray(0, count));
    at += count;
  }
  return hash.digest('hex');
}
