import { spawn } from 'node:child_process';
import type { ProcessCall } from './runProcess.ts';

/** A process that may print more than is to be held at once. */
export interface OutputCall extends ProcessCall {
  /** Given to it; it has no input without. */
  readonly input?: string;
}

/** How it ended: by itself, or by us and why. */
export interface OutputEnd {
  readonly ended: 'exit' | 'time' | 'signal' | 'failed';
  readonly exitCode: number | undefined;
  /** Its beginning, or why it could not be started. */
  readonly stderr: string;
}

/**
 * Runs a process and hands on what it prints, as fast as that is taken.
 * @param take called with each piece; what it throws ends the process
 * @throws what `take` throws
 */
export async function takeOutput(
  { command, args, timeoutMs, signal, input }: OutputCall,
  take: (piece: Buffer) => Promise<void> | void,
): Promise<OutputEnd> {
  if (signal?.aborted) return { ended: 'signal', exitCode: undefined, stderr: '' };
  const child = spawn(command, [...args], {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const { stdin, stdout, stderr } = child as typeof child & { stdout: NodeJS.ReadableStream };
  let said = '';
  let ended: OutputEnd['ended'] = 'exit';
  const stop = (why?: OutputEnd['ended']) => {
    if (why && ended === 'exit') ended = why;
    child.kill('SIGKILL');
    // Something it started may hold the pipes open.
    child.stdout?.destroy();
    stderr?.destroy();
  };
  const abort = () => stop('signal');
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => stop('time'), timeoutMs);
  signal?.addEventListener('abort', abort);
  stderr?.on('data', (piece: Buffer) => {
    if (said.length < 4096) said += piece.toString('utf8').slice(0, 4096);
  });
  const closed = new Promise<number | null>((resolve) => {
    child.on('error', (error) => {
      ended = 'failed';
      said = error.message;
    });
    child.on('close', resolve);
  });
  stdin?.on('error', () => undefined);
  stdin?.end(input);
  try {
    await handOn(stdout as AsyncIterable<Buffer>, take);
    const exitCode = (await closed) ?? undefined;
    return { ended, exitCode, stderr: said.trim() };
  } catch (error) {
    stop();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

async function handOn(
  pieces: AsyncIterable<Buffer>,
  take: (piece: Buffer) => Promise<void> | void,
): Promise<void> {
  const reading = pieces[Symbol.asyncIterator]();
  for (;;) {
    // Where we ended it, the stream breaks off.
    const next = await reading.next().catch(() => ({ done: true as const, value: undefined }));
    if (next.done) return;
    await take(next.value);
  }
}
