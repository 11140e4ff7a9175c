import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Side } from './RecordedPlace.ts';

/** How long a turn may take. */
const patience = 30_000;

/** A client without a terminal that gets one prompt after the other (`--input-format stream-json`). */
export class StreamedClient {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #results: (() => void)[] = [];

  constructor(program: string, { folder, env }: Side, args: readonly string[]) {
    const streams = ['--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'];
    this.#process = spawn(program, ['-p', ...streams, ...args], { cwd: folder, env });
    this.#process.stderr.resume();
    this.#process.stdin.on('error', () => undefined);
    createInterface(this.#process.stdout).on('line', (line) => {
      if (line.includes('"type":"result"')) this.#results.shift()?.();
    });
    this.#process.on('close', () => {
      for (const done of this.#results.splice(0)) done();
    });
  }

  /** Says something, and waits for the end of the turn or of the client. */
  async say(content: string | object[]): Promise<void> {
    const message = { type: 'user', message: { role: 'user', content }, parent_tool_use_id: null };
    const done = new Promise<void>((resolve) => this.#results.push(resolve));
    this.#process.stdin.write(`${JSON.stringify({ ...message, session_id: '' })}\n`);
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, patience).unref())]);
  }

  async end(): Promise<void> {
    const closed = new Promise((resolve) => this.#process.on('close', resolve));
    this.#process.stdin.end();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), patience);
    await closed;
    clearTimeout(timer);
  }
}
