import type { Snapshot } from '@claude-sessions/core/snapshots/Snapshot.ts';
import type { SnapshotRequest } from './takeSnapshot.ts';

export { findSnapshot, listSnapshots } from './findSnapshot.ts';
export type { SnapshotRequest, TakenSnapshot, TakeRequest } from './takeSnapshot.ts';
export { takeSnapshot } from './takeSnapshot.ts';
export { readFromSnapshot, writeFromSnapshot } from './writeFromSnapshot.ts';

/** What a rollback does to one file. */
export interface RollbackStep {
  readonly kind: 'back' | 'shortened' | 'rewritten' | 'removed';
  readonly path: string;
  /** The conversation that it belongs to. */
  readonly session?: string | undefined;
  /** Bytes now and afterwards. */
  readonly from: number;
  readonly to: number;
}

export interface RollbackPlan {
  readonly snapshot: Snapshot;
  readonly steps: readonly RollbackStep[];
  /** Conversations begun since, which stay. */
  readonly begunSince: readonly string[];
  /** Those that a running Claude Code has open: nothing is done while it runs. */
  readonly open: readonly string[];
}

export interface RollbackOptions {
  /** Only these conversations; all of the snapshot, if absent. */
  readonly sessions?: readonly string[] | undefined;
  /** Also takes away what was begun since. */
  readonly exact?: boolean | undefined;
}

/** What it would change; nothing is written. */
export async function planRollback(
  request: SnapshotRequest,
  snapshot: Snapshot,
  options: RollbackOptions,
): Promise<RollbackPlan> {
  throw new Error(`not built: ${request.project} ${snapshot.id} ${options.exact}`);
}

/** Does it, after a snapshot of what is there, which it returns: a rollback to that, `exact`, undoes it. @throws UserError when it cannot */
export async function rollBack(request: SnapshotRequest, plan: RollbackPlan): Promise<Snapshot> {
  throw new Error(`not built: ${request.project} ${plan.snapshot.id}`);
}
