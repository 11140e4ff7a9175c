import { spawn } from 'node:child_process';

/** What a finished process left. `timedOut` when the time limit ended it. */
export interface Finished {
  command: string;
  code: number | null;
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

export interface RunOptions {
  cwd?: string;
  /** The whole environment; nothing is inherited unless it is left out. */
  env?: Record<string, string>;
  uid?: number;
  gid?: number;
  input?: string | Buffer;
  /** Milliseconds; the process group is killed afterwards. */
  timeout?: number;
}

/** The groups of the processes that run now. */
const running = new Set<number | undefined>();

/** Ends every process that runs now, with what it has started. */
export function killRunning(): void {
  for (const pid of running) killGroup(pid);
}

/**
 * Runs a process to its end in a group of its own and returns what it left; never rejects for an exit code.
 * A process that cannot be started has code 127 and the reason in `stderr`.
 */
export function tryRun(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const { timeout = 120_000, input, ...rest } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...rest, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    running.add(child.pid);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child.pid);
    }, timeout);
    const finish = (code: number | null, extra = '') => {
      clearTimeout(timer);
      running.delete(child.pid);
      resolve({
        command: [command, ...args].join(' '),
        code,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString() + extra,
        timedOut,
      });
    };
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error) => finish(127, String(error)));
    child.on('close', (code) => finish(code));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** As `tryRun`, and throws with everything the process said when it does not exit with 0. Returns its stdout. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  return succeeded(await tryRun(command, args, options)).stdout;
}

/** The same record, or an error that shows what was run and what it said. */
export function succeeded(finished: Finished): Finished {
  if (finished.code === 0) return finished;
  const why = finished.timedOut ? 'ran out of time' : `exited with ${finished.code}`;
  throw new Error(`${finished.command}\n${why}\n${tail(finished.stdout)}\n${tail(finished.stderr)}`);
}

const tail = (text: string) => text.slice(-6000);

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
