/** Why a snapshot was taken. */
export const snapshotReasons = [
  'asked',
  'before-rollback',
  'before-restore',
  'before-merge',
  'before-prune',
  'before-adopt',
  'before-verify',
  'before-sync',
  'before-sweep',
  'kept',
] as const;
export type SnapshotReason = (typeof snapshotReasons)[number];

/** Bytes of a file, from where the piece before it ends. */
export interface Piece {
  /** Where it ends in the file, in bytes from its beginning. */
  readonly end: number;
  /** SHA-256, in hexadecimal, of all of the file up to there: with `end` it is the name of the piece. */
  readonly hash: string;
}

/** A regular file, as it was. */
export interface SnapshotFile {
  /** Below the config directory, with `/`: `projects/-home-me-app/<session id>.jsonl`. */
  readonly path: string;
  readonly size: number;
  /** Milliseconds since 1970, with fractions. */
  readonly changedAt: number;
  /** Permission bits. */
  readonly mode: number;
  /**
   * Which file it was when it was read, and when anything of it was last changed: with this, size and time the same it need not be read again. '' of
   * a file that was written at the very moment.
   */
  readonly inode: string;
  /** In their order they are the file. None for an empty one. */
  readonly pieces: readonly Piece[];
}

/** What lies in one config directory. */
export interface SnapshotSide {
  /** That of this host, or in the volume of a dev container. */
  readonly place: { readonly kind: 'host' } | { readonly kind: 'container'; readonly volume: string };
  readonly files: readonly SnapshotFile[];
}

/** The state of the repository beside which it was taken. */
export interface SnapshotCode {
  readonly commit: string;
  readonly branch?: string | undefined;
  /** A commit of what was not committed, untracked files too, that no branch has; undefined where all was, and where nobody asked for the snapshot. */
  readonly work?: string | undefined;
}

/** All that is kept of one project, as it was at one time. */
export interface Snapshot {
  readonly schemaVersion: 1;
  /** The time and some random characters: `20261201T104502Z-3f2a`. Sorted, the oldest comes first. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  readonly reason: SnapshotReason;
  /** The user's own words for it. */
  readonly name?: string | undefined;
  /** The real path of the project's folder. */
  readonly project: string;
  readonly code?: SnapshotCode | undefined;
  /** It is of these conversations alone; of all of the project, if absent. */
  readonly sessions?: readonly string[] | undefined;
  /** Names of files in `plans/` that its conversations name, there or not. */
  readonly plans?: readonly string[] | undefined;
  readonly sides: readonly SnapshotSide[];
}
