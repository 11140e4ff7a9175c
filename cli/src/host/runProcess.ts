import { constants } from 'node:os';
import { x } from 'tinyexec';

/** A process to run, as data. Arguments are never shell text. */
export interface ProcessCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Ends the process. */
  readonly signal?: AbortSignal | undefined;
}

export interface ProcessResult {
  /** Undefined when the process could not be started or was stopped. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The library would look for programs in `node_modules/.bin` of the folder and of those above it, first: a container can
 * write there.
 */
const pathAsItIs = { nodePath: false };

/**
 * Runs a process to its end, its time limit or its signal, and returns what it printed. Never throws: a program that is
 * missing has no exit code.
 */
export async function runProcess(call: ProcessCall): Promise<ProcessResult> {
  if (call.signal?.aborted) return { exitCode: undefined, stdout: '', stderr: 'it was stopped' };
  try {
    const result = await x(call.command, [...call.args], {
      ...pathAsItIs,
      timeout: call.timeoutMs ?? 60_000,
      ...(call.signal && { signal: call.signal }),
      nodeOptions: { cwd: call.cwd, env: { ...call.env }, stdio: ['ignore', 'pipe', 'pipe'] },
    });
    return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const stderr = missing ? `there is no program "${call.command}"` : String((error as Error).message);
    return { exitCode: undefined, stdout: '', stderr };
  }
}

/** Runs a process that talks to the user itself: its output goes to stderr, since stdout is for our own result. */
export function runAttached(call: ProcessCall): Promise<number | undefined> {
  return runWith(call, ['inherit', 2, 2]);
}

/** The same, but what it prints is shown only if it fails. */
export async function runUnheard(call: ProcessCall): Promise<number | undefined> {
  try {
    const result = await x(call.command, [...call.args], {
      ...pathAsItIs,
      nodeOptions: { cwd: call.cwd, env: { ...call.env }, stdio: ['inherit', 'pipe', 'pipe'] },
    });
    if (result.exitCode !== 0) process.stderr.write(result.stderr + result.stdout);
    return result.exitCode;
  } catch {
    return undefined;
  }
}

/** Runs a process that has the terminal, or the pipes, to itself: what it prints is the result. */
export function runInTerminal(call: ProcessCall): Promise<number | undefined> {
  return runWith(call, ['inherit', 'inherit', 'inherit']);
}

/** Signals that end a program, as others send them: whoever is in the place of one hands them on. */
const handedOn = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
/** Those that a terminal sends to every program in it: the other one gets them itself, and decides. */
const fromTerminal = ['SIGINT', 'SIGQUIT'] as const;

/**
 * Runs a program in our place, as far as Node can: with our terminal or pipes, the signals that we get, and its end as ours.
 * @returns its exit code; that of shells, 128 and its number, where a signal ended it
 */
export async function runInOurPlace(call: ProcessCall): Promise<number> {
  const running = x(call.command, [...call.args], {
    ...pathAsItIs,
    nodeOptions: { cwd: call.cwd, stdio: 'inherit' },
  });
  const listeners = [
    ...handedOn.map((name) => ({ name, listen: () => void running.kill(name) })),
    ...fromTerminal.map((name) => ({ name, listen: () => undefined })),
  ];
  for (const { name, listen } of listeners) process.on(name, listen);
  try {
    await running;
  } finally {
    for (const { name, listen } of listeners) process.off(name, listen);
  }
  const signal = running.process?.signalCode;
  return running.exitCode ?? (signal ? 128 + constants.signals[signal] : 1);
}

async function runWith(call: ProcessCall, stdio: ('inherit' | number)[]): Promise<number | undefined> {
  try {
    const result = await x(call.command, [...call.args], {
      ...pathAsItIs,
      nodeOptions: { cwd: call.cwd, stdio },
    });
    return result.exitCode;
  } catch {
    return undefined;
  }
}
