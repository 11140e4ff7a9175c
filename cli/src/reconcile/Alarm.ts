import { setTimeout as sleep } from 'node:timers/promises';

/** Wakes somebody once for many rings: when it has been quiet for a while, or rung for long. */
export class Alarm {
  #isDue = false;
  #last = 0;
  #wake: (() => void) | undefined;
  readonly #settleMs: number;
  readonly #longestMs: number;

  constructor(settleMs: number, longestMs: number) {
    this.#settleMs = settleMs;
    this.#longestMs = longestMs;
  }

  ring(): void {
    this.#isDue = true;
    this.#last = performance.now();
    this.#wake?.();
  }

  /** Resolves when it has rung and is quiet again, when so long has passed without, or at the signal. */
  async wait(withoutMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#isDue) await this.#rung(withoutMs, signal);
    const start = performance.now();
    while (!signal.aborted) {
      const now = performance.now();
      const left = Math.min(this.#last + this.#settleMs, start + this.#longestMs) - now;
      if (left <= 0) break;
      await sleep(left, undefined, { signal }).catch(() => undefined);
    }
    this.#isDue = false;
  }

  async #rung(withoutMs: number, signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const until = AbortSignal.any([signal, stop.signal]);
    this.#wake = () => stop.abort();
    await sleep(withoutMs, undefined, { signal: until }).catch(() => undefined);
    this.#wake = undefined;
  }
}
