import type { MachineState, SyncedFile } from '@claude-sessions/core/sync/MachineState.ts';
import { UserError } from '../host/errors.ts';

export type { MachineState, SyncedFile };

/** What a machine has put down, as it is found. */
export interface FoundState extends MachineState {
  /** So many of its files are not whole yet: what carries the folder between machines is not done. Nothing is taken from it then. */
  readonly missing: number;
}

/** Where machines meet: a folder that the user syncs by any means, or a restic repository. Each machine writes what is its own alone. */
export interface SyncStore {
  /** Its name for people. */
  readonly shown: string;
  /**
   * What each machine has put down of a project, this one too. What cannot be read is left out, and told.
   * @param project its key: made of the repository's remote; a store whose names may be read by others makes another of it
   * @throws UserError when the place is not there, or the key or password is wrong
   */
  states(project: string): Promise<FoundState[]>;
  /**
   * Gets files of a machine into a folder of ours, each under its path: of exactly its size, and with its hash, or not at all. What lies
   * there was written by somebody else: its sizes are bounded by what the state says, and no link is followed.
   * @throws NotThereYet when bytes are missing; UserError when they are not as the state says
   */
  fetch(project: string, state: MachineState, files: readonly SyncedFile[], into: string): Promise<void>;
  /**
   * Puts down what this machine has now, in place of what it put down before. Killed at any moment, one of the two is there whole.
   * @param source where the bytes of a file lie on this host: its first `size` bytes are meant, since a client may be adding to it, and they
   * have its hash. Undefined for a file that is to stay as this machine put it down before: it is not here any more, or is damaged here.
   * @throws UserError
   */
  put(
    project: string,
    state: MachineState,
    source: (file: SyncedFile) => string | undefined,
  ): Promise<PutResult>;
}

/** What a put wrote. */
export interface PutResult {
  readonly writtenFiles: number;
  readonly writtenBytes: number;
  /** Files that could not be put down: they were written anew meanwhile. The next time has them. */
  readonly leftOut: readonly SyncedFile[];
}

/** Bytes of a file are not there yet, or not any more. */
export class NotThereYet extends UserError {
  override name = 'NotThereYet';
}
