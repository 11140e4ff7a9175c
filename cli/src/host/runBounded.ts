import { type ChildProcess, spawn } from 'node:child_process';
import type { ProcessCall } from './runProcess.ts';

/** A process whose output somebody hostile may write: never more of it than this is kept, and it is ended in time. */
export interface BoundedCall extends ProcessCall {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** It has a group of its own, and all of that is ended with it. Not on Windows. */
  readonly ownGroup?: boolean;
}

/** How it ended: by itself, or by us and why. */
interface BoundedResult {
  readonly ended: 'exit' | 'time' | 'size' | 'signal' | 'failed';
  readonly exitCode: number | undefined;
  readonly stdout: string;
  /** The first line, or why it could not be started. */
  readonly stderr: string;
}

/** Runs a process to its end, to its time limit or signal, or until it has printed too much. Never throws. */
export function runBounded(call: BoundedCall): Promise<BoundedResult> {
  const { timeoutMs, maxBytes, signal, ownGroup = false } = call;
  const nothing = { exitCode: undefined, stdout: '' };
  if (signal?.aborted) return Promise.resolve({ ...nothing, ended: 'signal', stderr: '' });
  const started = tryStart(call);
  if ('why' in started) return Promise.resolve({ ...nothing, ended: 'failed', stderr: started.why });
  const { child } = started;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let ended: BoundedResult['ended'] = 'exit';
    const stop = (why: BoundedResult['ended']) => {
      if (ended === 'exit') ended = why;
      if (ownGroup) killGroup(child);
      else child.kill('SIGKILL');
      // Something it started may hold the pipes open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => stop('time'), timeoutMs);
    const abort = () => stop('signal');
    signal?.addEventListener('abort', abort);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) stop('size');
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 4096) stderr += chunk.toString('utf8').slice(0, 4096);
    });
    child.on('error', (error) => {
      ended = 'failed';
      stderr = error.message;
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      const stdout = Buffer.concat(chunks).toString('utf8');
      const [line = ''] = stderr.trim().split('\n');
      resolve({ ended, exitCode: code ?? undefined, stdout, stderr: line });
    });
  });
}

/** Words that a container said may be no arguments at all: with a zero byte in them, or longer than the system takes. */
function tryStart({ command, args, cwd, env, ownGroup = false }: BoundedCall) {
  try {
    const child = spawn(command, [...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ownGroup,
      windowsHide: true,
      ...(env && { env: { ...process.env, ...env } }),
    });
    return { child };
  } catch (error) {
    // What was wrong with it is not repeated: it may be long, or a secret.
    const { code } = error as NodeJS.ErrnoException;
    return { why: `it could not be started (${code ?? 'for a reason unknown'})` };
  }
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
