/**
 * Work of which one run is enough for everybody who asked before it began: at most one run is going on, and at most one
 * waits for it to end.
 */
export class Coalesced {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #wanted = true;

  /** @param work never rejects */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Settles when a run has ended that began after this was called. */
  request(): Promise<void> {
    this.#wanted = true;
    if (this.#next) return this.#next;
    if (!this.#running) return this.#run();
    this.#next = this.#running.then(() => {
      this.#next = undefined;
      return this.#wanted ? this.#run() : undefined;
    });
    return this.#next;
  }

  /** The run that waits is not begun, unless somebody asks again. */
  drop(): void {
    this.#wanted = false;
  }

  #run(): Promise<void> {
    this.#running = this.#work().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }
}
