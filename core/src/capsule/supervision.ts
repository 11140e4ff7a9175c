/** How a container ended, as the engine says. */
export interface Ended {
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** How long it was up. */
  readonly upMs: number;
}

/** What follows: the run ends with an exit code, the container is started again after a wait, or it is given up on. */
export type Next =
  | { readonly kind: 'end'; readonly exitCode: number }
  | { readonly kind: 'again'; readonly afterMs: number }
  | { readonly kind: 'give-up' };

const firstWait = 1000;
const longestWait = 60_000;
/** Who was up for so long had a good start. */
const goodStart = 60_000;
/** So many bad starts in a row are no chance. */
const mostFailures = 5;

/** Keeps a container up: it is started again with a growing wait, and given up on when it never stays up. */
export class Supervision {
  #failures = 0;

  /** @param isTerminal whether somebody sits before it, whose word an exit code is */
  constructor(private readonly isTerminal: boolean) {}

  /** Forgets what went before: another image is tried. */
  reset(): void {
    this.#failures = 0;
  }

  after(ended: Ended): Next {
    if (ended.exitCode === 0) return { kind: 'end', exitCode: 0 };
    if (this.isTerminal && !wasKilled(ended)) return { kind: 'end', exitCode: ended.exitCode };
    if (ended.upMs >= goodStart) this.#failures = 0;
    this.#failures += 1;
    if (this.#failures >= mostFailures) return { kind: 'give-up' };
    return { kind: 'again', afterMs: Math.min(firstWait * 2 ** (this.#failures - 1), longestWait) };
  }
}

/** By a signal that no user sends from a terminal. */
function wasKilled({ exitCode, oomKilled }: Ended): boolean {
  return oomKilled || exitCode === 134 || exitCode === 137 || exitCode === 139;
}

/** Why it ended, as a clause. @param memory the limit */
export function endedWords({ exitCode, oomKilled }: Ended, memory: string): string {
  if (oomKilled) return `was killed by the system: it reached its memory limit of ${memory}`;
  if (exitCode > 128 && exitCode <= 192) return `was ended by signal ${exitCode - 128} (code ${exitCode})`;
  return `ended with code ${exitCode}`;
}
