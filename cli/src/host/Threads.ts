import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort, type ResourceLimits, Worker } from 'node:worker_threads';

// Beside the bundle; where the sources run as they are, there are none.
const programOf = (name: string) => fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));

/** Whether threads can run a program: `scanWorker` for example. */
export function hasThreads(program: string): boolean {
  return existsSync(programOf(program));
}

type Reply = { answer: unknown } | { error: string };

/** Threads that run one program, each one job at a time, and start when there is something to do. */
export class Threads<Job> {
  readonly count: number;
  readonly #program: string;
  readonly #limits: ResourceLimits;
  readonly #idle: Worker[] = [];
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param limits of each: where a job takes more, it fails */
  constructor(program: string, count: number, limits: ResourceLimits) {
    this.#program = programOf(program);
    this.count = count;
    this.#limits = limits;
  }

  /** @throws what the job threw; or that a thread has not the room for it */
  async run<T>(job: Job): Promise<T> {
    while (this.#running >= this.count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    const worker = this.#idle.pop() ?? new Worker(this.#program, { resourceLimits: this.#limits });
    try {
      const reply = await new Promise<Reply>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.postMessage(job);
      });
      worker.removeAllListeners('error');
      this.#idle.push(worker);
      if ('error' in reply) throw new Error(reply.error);
      return reply.answer as T;
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.map((worker) => worker.terminate()));
  }
}

/** What the program of a thread does: each job, one after the other. */
export function answerJobs<Job>(answer: (job: Job) => unknown): void {
  parentPort?.on('message', (job: Job) => {
    try {
      parentPort?.postMessage({ answer: answer(job) });
    } catch (error) {
      parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) });
    }
  });
}

/** A thread whose job took more room than it may. */
export function isOutOfRoom(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
}
