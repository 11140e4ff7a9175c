import { spawn } from 'node:child_process';
import type { ProcessCall } from './runProcess.ts';

/** A process whose output is shown while it comes. */
export interface StreamCall extends Omit<ProcessCall, 'timeoutMs'> {
  readonly input?: Uint8Array;
  readonly onOut?: (text: string) => void;
  readonly onErr?: (text: string) => void;
  /** What a terminal sends to all programs in it, Ctrl-C for one, does not reach it. */
  readonly ownSession?: boolean;
}

/** Runs a process to its end or its signal. Never throws: one that cannot be started says why as if it had printed it. */
export function streamProcess(call: StreamCall): Promise<number | undefined> {
  const { command, args, cwd, env, signal, input, onOut, onErr, ownSession = false } = call;
  if (signal?.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd,
      detached: ownSession,
      windowsHide: true,
      stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      ...(env && { env: { ...process.env, ...env } }),
    });
    const abort = () => void child.kill('SIGTERM');
    signal?.addEventListener('abort', abort);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => onOut?.(text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => onErr?.(text));
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
    child.on('error', (error) => onErr?.(`${error.message}\n`));
    child.on('close', (code) => {
      signal?.removeEventListener('abort', abort);
      resolve(code ?? undefined);
    });
  });
}

/** The last lines of what comes in pieces, within bounds. */
export class LastLines {
  #text = '';

  constructor(
    private readonly most = 12,
    private readonly longest = 8192,
  ) {}

  readonly add = (text: string): void => {
    this.#text = (this.#text + text).slice(-this.longest);
  };

  get lines(): string[] {
    const lines = this.#text.split(/\r?\n|\r/).filter((line) => line.trim() !== '');
    return lines.slice(-this.most);
  }
}
