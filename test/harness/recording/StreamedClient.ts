import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { Side } from './RecordedPlace.ts';

/** How long a turn may take. */
const patience = 120_000;

/** A client without a terminal that gets one prompt after the other (`--input-format stream-json`). */
export class StreamedClient {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #results: ((result: string | undefined) => void)[] = [];

  /** @param command the program of the client, and of what starts it elsewhere with its words before */
  constructor(command: readonly [string, ...string[]], { folder, env }: Side, args: readonly string[]) {
    const [program, ...before] = command;
    const streams = ['--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'];
    this.#process = spawn(program, [...before, '-p', ...streams, ...args], { cwd: folder, env });
    this.#process.stderr.resume();
    this.#process.stdin.on('error', () => undefined);
    createInterface(this.#process.stdout).on('line', (line) => {
      if (line.includes('"type":"result"')) this.#results.shift()?.(JSON.parse(line).result);
    });
    this.#process.on('close', () => {
      for (const done of this.#results.splice(0)) done(undefined);
    });
  }

  /** Says something, and waits for the end of the turn, for its answer, or of the client. */
  async say(content: string | object[]): Promise<string | undefined> {
    const message = { type: 'user', message: { role: 'user', content }, parent_tool_use_id: null };
    const done = new Promise<string | undefined>((resolve) => this.#results.push(resolve));
    this.#process.stdin.write(`${JSON.stringify({ ...message, session_id: '' })}\n`);
    return Promise.race([done, wait(patience, undefined, { ref: false })]);
  }

  async end(): Promise<void> {
    const closed = new Promise((resolve) => this.#process.on('close', resolve));
    this.#process.stdin.end();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), patience);
    await closed;
    clearTimeout(timer);
  }
}
