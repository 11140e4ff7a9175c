import { join } from 'node:path';

/** Where the guard lies on the host: beside the projects in `~/.claude-sessions`, where no container reaches it. */
export interface GuardPlace {
  readonly folder: string;
  /** What the hooks run. */
  readonly script: string;
  /** What was judged for each client that runs, by the script. */
  readonly clients: string;
  /** How transcripts were when nothing was found in them, by the script. */
  readonly clean: string;
  /** Copies of an editor's program, for the script to run. */
  readonly programs: string;
  /** That the user wants none, when `share` offered it. */
  readonly declined: string;
}

export function guardPlace(home: string): GuardPlace {
  const folder = join(home, '.claude-sessions', 'guard');
  return {
    folder,
    script: join(folder, 'guard.sh'),
    clients: join(folder, 'clients'),
    clean: join(folder, 'clean'),
    programs: join(folder, 'programs'),
    declined: join(folder, 'declined'),
  };
}
