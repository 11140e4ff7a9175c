const names = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Signals that end a run: the first one gracefully, the second at once. */
export class StopSignals {
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  readonly #listen = () => {
    if (this.#stop.signal.aborted) this.#kill.abort();
    else this.#stop.abort();
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

  dispose(): void {
    for (const name of names) process.off(name, this.#listen);
  }
}
