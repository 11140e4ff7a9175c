/** Calls once for many requests in a row. */
export class Delayed {
  readonly #call: () => void;
  readonly #wait: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param wait milliseconds */
  constructor(wait: number, call: () => void) {
    this.#wait = wait;
    this.#call = call;
  }

  /** The call comes when the wait is over since the first request: it comes, however many there are. */
  request(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#call();
    }, this.#wait);
  }

  /** The call comes when the wait is over since the last request: not as long as they come. */
  restart(): void {
    this.dispose();
    this.request();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
