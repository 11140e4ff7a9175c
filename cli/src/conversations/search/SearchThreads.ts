import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { hasThreads, isOutOfRoom, Threads } from '../../host/Threads.ts';
import { type SearchedPart, type SearchJob, search } from './searchFile.ts';

const program = 'searchWorker';
const limits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 };

/** So much is searched sooner than threads start. */
const worthThreads = 32 * 1024 * 1024;

/** Searches on all processors, where there are threads and it is worth it. */
export class SearchThreads {
  readonly #threads = new Threads<SearchJob>(program, Math.min(availableParallelism(), 8), limits);
  readonly #isThreaded: boolean;

  /** How many jobs keep all busy. */
  readonly jobs: number;

  /** @param bytes to be searched */
  constructor(bytes: number) {
    this.#isThreaded = hasThreads(program) && bytes >= worthThreads;
    this.jobs = this.#isThreaded ? 2 * this.#threads.count : 1;
  }

  async search(job: SearchJob): Promise<(SearchedPart | undefined)[]> {
    if (!this.#isThreaded) {
      await setImmediate();
      return search(job);
    }
    try {
      return await this.#threads.run<(SearchedPart | undefined)[]>(job);
    } catch (error) {
      if (!isOutOfRoom(error)) throw error;
      return this.#oneByOne(job);
    }
  }

  /** So that one line that takes too much room costs its own transcript alone. */
  async #oneByOne(job: SearchJob): Promise<(SearchedPart | undefined)[]> {
    if (job.parts.length === 1)
      return [{ hits: [], isMore: false, tooLong: 0, error: 'It takes too much room.' }];
    const searched = await Promise.all(job.parts.map((part) => this.search({ ...job, parts: [part] })));
    return searched.flat();
  }

  async close(): Promise<void> {
    await this.#threads.close();
  }
}
