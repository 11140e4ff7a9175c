import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { repository } from '../../harness/system/repository.ts';

/** What a run of the program is given. */
export interface WarmRun {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The built program in one process that runs it as often as it is asked, one run after the other. To start Node and load the
 * program takes most of a run, so tests of what the program does to files, with many runs, have this; what is a matter of a
 * process (its end, signals, a terminal, programs that take over its streams, rights) is tested with processes of its own.
 * That both give the same is tested in `warm.test.ts`.
 */
export class WarmProgram {
  #child: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** @param patience milliseconds after which a run hangs */
  constructor(private readonly patience: number) {
    afterAll(() => this.#stop());
  }

  /** Runs it when the runs before have ended; throws where it hangs, or ends its process. */
  run(run: WarmRun): Promise<Finished> {
    const result = this.#last.then(() => this.#runNow(run));
    this.#last = result.catch(() => this.#stop());
    return result;
  }

  async #runNow(run: WarmRun): Promise<Finished> {
    this.#child ??= start();
    const child = this.#child;
    const done = new AbortController();
    const signal = AbortSignal.any([done.signal, AbortSignal.timeout(this.patience)]);
    const answer = once(child, 'message', { signal }).then(([finished]) => finished as Finished);
    const end = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`the process ended with ${code}`);
    });
    child.send(run);
    try {
      return await Promise.race([answer, end]);
    } catch (cause) {
      throw new Error(`${run.args.join(' ')}: no end in ${this.patience} ms, or not of this run alone`, {
        cause,
      });
    } finally {
      end.catch(() => {});
      answer.catch(() => {});
      done.abort();
    }
  }

  #stop(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}

function start(): ChildProcess {
  const program = join(repository, 'cli/dist/main.mjs');
  // What is printed past the streams that are taken, by an engine or a pager, would be missing in the result: it is shown.
  return fork(join(import.meta.dirname, 'warmMain.mjs'), [program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
}
