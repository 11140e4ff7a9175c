import type { Snapshot, SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';

/** Of this host's files. */
export function hostFiles(snapshot: Snapshot | undefined): readonly SnapshotFile[] {
  return snapshot?.sides.find(({ place }) => place.kind === 'host')?.files ?? [];
}
