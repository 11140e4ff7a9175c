import type { SnapshotCode } from '@claude-sessions/core/snapshots/Snapshot.ts';

/** The state of the repository around a project. */
export async function snapshotCode(_project: string): Promise<SnapshotCode | undefined> {
  return undefined;
}
