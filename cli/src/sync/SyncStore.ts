/** What one machine has put down of one project: by its path below the config directory, the project's slug left out of it. */
export interface SyncedFile {
  /** `<session id>.jsonl`, `<session id>/subagents/…`. */
  readonly path: string;
  readonly size: number;
  /** SHA-256 of all of it, in hexadecimal. */
  readonly hash: string;
}

/** What one machine has put down of one project. */
export interface MachineState {
  /** A random name that this machine gave itself. */
  readonly machine: string;
  /** What people call it. */
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly files: readonly SyncedFile[];
}

/** Where machines meet: a folder that the user syncs by any means, or a restic repository. Each machine writes what is its own alone. */
export interface SyncStore {
  /** Its name for people. */
  readonly shown: string;
  /** What each machine has put down of a project. @param project its key: made of the repository's remote @throws UserError */
  states(project: string): Promise<MachineState[]>;
  /** Gets files of a machine into a folder of ours: each whole and as its hash says, or not at all. @throws UserError */
  fetch(project: string, state: MachineState, files: readonly SyncedFile[], into: string): Promise<void>;
  /**
   * Puts down what this machine has now, in place of what it put down before. Killed at any moment, one of the two is there whole.
   * @param folder the project's folder below `projects/`, or a copy of it
   * @throws UserError
   */
  put(project: string, state: MachineState, folder: string): Promise<void>;
}
