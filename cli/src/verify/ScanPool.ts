import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { FactJoiner, joinFacts } from '@claude-sessions/core/verify/joinFacts.ts';
import { maySpread } from '@claude-sessions/core/verify/spreadValues.ts';
import { type ScannedPart, type ScanPart, scanPart, scanSpread } from './scanFile.ts';

/** Less than this is scanned faster than a thread starts. */
const worthThreads = 48 * 1024 * 1024;
const partLength = 32 * 1024 * 1024;

type Reply = { scanned: ScannedPart } | { error: string };

/** Scans transcripts, the large ones on several threads. */
export class ScanPool {
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #started = 0;
  // Beside the bundle; where the sources run as they are, there is none, and all is done in this thread.
  readonly #program = fileURLToPath(new URL('./scanWorker.mjs', import.meta.url));
  readonly #threads = existsSync(this.#program) ? Math.min(availableParallelism(), 4) : 1;

  /** Scans an open file up to `size`. */
  async scan(fd: number, size: number, session: string | undefined): Promise<ScannedPart> {
    const scanned = await this.#scanLines(fd, size, session);
    if (!maySpread(scanned.facts, scanned.unfinished)) return scanned;
    return { ...scanned, facts: joinFacts([scanSpread(fd, size, session), scanned.facts]) };
  }

  async #scanLines(fd: number, size: number, session: string | undefined): Promise<ScannedPart> {
    if (size < worthThreads || this.#threads < 2) return scanPart({ fd, start: 0, end: size, size, session });
    const joiner = new FactJoiner();
    let unfinished = false;
    let start = 0;
    const running: Promise<ScannedPart | { error: unknown }>[] = [];
    // Few parts at a time: what they found is joined before more is read.
    while (start < size || running.length > 0) {
      for (; start < size && running.length < 2 * this.#threads; start += partLength) {
        const part = { fd, start, end: Math.min(start + partLength, size), size, session };
        running.push(this.#run(part).catch((error: unknown) => ({ error })));
      }
      const next = await running.shift();
      if (!next) break;
      if ('error' in next) {
        // The file is closed by who opened it: not before all are done with it.
        await Promise.all(running);
        throw next.error;
      }
      joiner.add(next.facts);
      unfinished ||= next.unfinished;
    }
    return { facts: joiner.finish(), unfinished };
  }

  async #run(part: ScanPart): Promise<ScannedPart> {
    const worker = await this.#worker();
    try {
      const reply = await new Promise<Reply>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.postMessage(part);
      });
      if ('error' in reply) throw new Error(reply.error);
      return reply.scanned;
    } finally {
      worker.removeAllListeners('error');
      const next = this.#waiting.shift();
      if (next) next(worker);
      else this.#idle.push(worker);
    }
  }

  async #worker(): Promise<Worker> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#started >= this.#threads) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#started++;
    return new Worker(this.#program);
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.map((worker) => worker.terminate()));
  }
}
