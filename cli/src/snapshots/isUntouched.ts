import type { SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';

/** By which a file need not be read again. */
export function isUntouched(before: SnapshotFile, now: Omit<SnapshotFile, 'pieces'>): boolean {
  return (
    before.inode !== '' &&
    before.inode === now.inode &&
    before.size === now.size &&
    before.changedAt === now.changedAt &&
    before.mode === now.mode
  );
}
