import type { Snapshot, SnapshotFile, SnapshotSide } from '@claude-sessions/core/snapshots/Snapshot.ts';

/** Of this host's files. */
export function hostFiles(snapshot: Snapshot | undefined): readonly SnapshotFile[] {
  return snapshot?.sides.find(({ place }) => place.kind === 'host')?.files ?? [];
}

/** The volume that a side is of; undefined for this host's. */
export function volumeOf({ place }: Pick<SnapshotSide, 'place'>): string | undefined {
  return place.kind === 'container' ? place.volume : undefined;
}

/** Of a volume's files; undefined where it was not kept. */
export function volumeFiles(
  snapshot: Snapshot | undefined,
  volume: string,
): readonly SnapshotFile[] | undefined {
  return snapshot?.sides.find((side) => volumeOf(side) === volume)?.files;
}
