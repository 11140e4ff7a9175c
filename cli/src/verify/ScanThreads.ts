import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { ScanJob } from './scanFile.ts';

// Beside the bundle; where the sources run as they are, there is none.
const program = fileURLToPath(new URL('./scanWorker.mjs', import.meta.url));

export const hasThreads = existsSync(program);

type Reply = { scanned: unknown } | { error: string };

/** Threads that scan, each one thing at a time, and start when there is something to do. */
export class ScanThreads {
  readonly count: number;
  readonly #limits: ResourceLimits;
  readonly #idle: Worker[] = [];
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param limits of each: where a job takes more, it fails */
  constructor(count: number, limits: ResourceLimits) {
    this.count = count;
    this.#limits = limits;
  }

  /** @throws what the job threw; or that a thread has not the room for it */
  async run<T>(job: ScanJob): Promise<T> {
    while (this.#running >= this.count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    const worker = this.#idle.pop() ?? new Worker(program, { resourceLimits: this.#limits });
    try {
      const reply = await new Promise<Reply>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.postMessage(job);
      });
      worker.removeAllListeners('error');
      this.#idle.push(worker);
      if ('error' in reply) throw new Error(reply.error);
      return reply.scanned as T;
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.map((worker) => worker.terminate()));
  }
}
