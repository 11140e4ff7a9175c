import type { Snapshot, SnapshotFile, SnapshotReason } from '@claude-sessions/core/snapshots/Snapshot.ts';

/** Whose conversations a snapshot is of. */
export interface SnapshotRequest {
  /** The user's home: snapshots lie in `~/.claude-sessions/snapshots`. */
  readonly home: string;
  /** Claude's config directory on this host. */
  readonly configDir: string;
  /** The real path of the project's folder. */
  readonly project: string;
}

export interface TakeRequest extends SnapshotRequest {
  readonly reason: SnapshotReason;
  readonly name?: string | undefined;
  /** Only these conversations; all of the project, if absent. */
  readonly sessions?: readonly string[] | undefined;
  /** Is told what could not be kept, a sentence; else nobody is. */
  readonly onTrouble?: ((sentence: string) => void) | undefined;
}

export interface TakenSnapshot {
  readonly snapshot: Snapshot;
  /** Nothing was new: it is the last one, and none was added. Never for `asked`. */
  readonly isUnchanged: boolean;
  /** Bytes that were new, and files that had them. */
  readonly newBytes: number;
  readonly newFiles: number;
}

/**
 * Keeps all of a project's conversations as they are now: transcripts with their folders, todo lists, plans, checkpoints. Of files that grew only
 * the new bytes are read into the store. Killed at any moment, what was kept before is whole.
 * @throws UserError when it cannot be written
 */
export async function takeSnapshot(request: TakeRequest): Promise<TakenSnapshot> {
  throw new Error(`not built: ${request.reason}`);
}

/** Those of a project, the newest first. */
export async function listSnapshots(request: SnapshotRequest): Promise<Snapshot[]> {
  throw new Error(`not built: ${request.project}`);
}

/** The snapshot of an id, or of the only id or name that begins so. @throws UserError when there is none, or several */
export async function findSnapshot(request: SnapshotRequest, id: string): Promise<Snapshot> {
  throw new Error(`not built: ${request.project} ${id}`);
}

/**
 * Writes a file of a snapshot as it was, its bytes held against their hash: beside, then in place of what is there. With its time and mode.
 * @throws UserError when the store is damaged
 */
export async function writeFromSnapshot(home: string, file: SnapshotFile, path: string): Promise<void> {
  throw new Error(`not built: ${home} ${file.path} ${path}`);
}

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
