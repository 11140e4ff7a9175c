import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { hasThreads, isOutOfRoom, Threads } from '../host/Threads.ts';
import { type CountedPart, type CountJob, count } from './countFile.ts';

const program = 'countWorker';
const limits = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 512 };

/** So much is read sooner than threads start. */
const worthThreads = 32 * 1024 * 1024;

/** Counts on all processors, where there are threads and it is worth it. */
export class CountThreads {
  readonly #threads = new Threads<CountJob>(program, Math.min(availableParallelism(), 8), limits);
  readonly #isThreaded: boolean;

  /** How many jobs keep all busy. */
  readonly jobs: number;

  /** @param bytes to be read */
  constructor(bytes: number) {
    this.#isThreaded = hasThreads(program) && bytes >= worthThreads;
    this.jobs = this.#isThreaded ? 2 * this.#threads.count : 1;
  }

  async count(job: CountJob): Promise<CountedPart[]> {
    if (!this.#isThreaded) {
      await setImmediate();
      return count(job);
    }
    try {
      return await this.#threads.run<CountedPart[]>(job);
    } catch (error) {
      if (!isOutOfRoom(error)) throw error;
      if (job.parts.length === 1) return [{ error: 'It takes too much room.' }];
      const counted = await Promise.all(job.parts.map((part) => this.count({ parts: [part] })));
      return counted.flat();
    }
  }

  async close(): Promise<void> {
    await this.#threads.close();
  }
}
