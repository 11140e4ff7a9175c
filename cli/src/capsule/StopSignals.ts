const names = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** What started us, npx for one, hands on a signal that the terminal sends to both: so soon after, it is the same one. */
const sameWithinMs = 1000;

/** Signals that end a run: the first one gracefully, the second at once. */
export class StopSignals {
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  #first = 0;
  readonly #listen = () => {
    if (!this.#stop.signal.aborted) {
      this.#first = performance.now();
      this.#stop.abort();
    } else if (performance.now() - this.#first > sameWithinMs) this.#kill.abort();
  };

  constructor() {
    for (const name of names) process.on(name, this.#listen);
  }

  /** Aborted by the first. */
  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  /** Aborted by the second. */
  get kill(): AbortSignal {
    return this.#kill.signal;
  }

  /** One that comes while a stopped run ends changes nothing, and leaves no lock behind: then it listens to the end of the process. */
  dispose(): void {
    if (this.#stop.signal.aborted) return;
    for (const name of names) process.off(name, this.#listen);
  }
}
