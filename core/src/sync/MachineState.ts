/** A file that one machine has put down, by its path in the project: see `syncedPath.ts`. */
export interface SyncedFile {
  /** `<session id>.jsonl`, `<session id>/subagents/…`; of a folder of the repository, behind its path: `packages/a/<session id>.jsonl`. */
  readonly path: string;
  readonly size: number;
  /** SHA-256 of all of it, in hexadecimal. */
  readonly hash: string;
}

/** What one machine has put down of one project. */
export interface MachineState {
  /** A random name that this machine gave itself for this folder: hexadecimal digits. */
  readonly machine: string;
  /** What people call it. */
  readonly host: string;
  /** When it was put down: milliseconds since 1970. */
  readonly at: number;
  readonly files: readonly SyncedFile[];
}
