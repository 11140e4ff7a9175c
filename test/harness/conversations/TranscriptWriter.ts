import { appendFileSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { put } from '../place/put.ts';

type Members = Record<string, unknown>;

/** Writes a transcript as the client does, line by line; what a test is about it says itself. */
export class TranscriptWriter {
  readonly path: string;
  #parent: string | null = null;
  #lines = 0;

  constructor(
    folder: string,
    readonly id: string,
    readonly common: Members = {},
  ) {
    this.path = put(join(folder, `${id}.jsonl`), '');
  }

  /** A line as it is. */
  raw(text: string | Buffer): this {
    appendFileSync(this.path, text);
    return this;
  }

  note(type: string, members: Members = {}): this {
    return this.raw(`${JSON.stringify({ type, ...members, sessionId: this.id })}\n`);
  }

  user(content: unknown, members: Members = {}): this {
    return this.message('user', { role: 'user', content }, members);
  }

  assistant(text: string, members: Members = {}): this {
    return this.message('assistant', { role: 'assistant', content: [{ type: 'text', text }] }, members);
  }

  result(text: string): this {
    return this.user([{ tool_use_id: 'toolu_1', type: 'tool_result', content: text }]);
  }

  message(type: string, message: unknown, members: Members = {}): this {
    const uuid = (members.uuid as string | undefined) ?? numbered(this.id, ++this.#lines);
    const line = {
      ...{ parentUuid: this.#parent, isSidechain: false, type, message, uuid },
      ...{ timestamp: new Date(1_796_000_000_000 + this.#lines * 1000).toISOString(), userType: 'external' },
      ...{
        entrypoint: 'cli',
        cwd: '/home/me/app',
        sessionId: this.id,
        version: '2.1.332',
        gitBranch: 'main',
      },
      ...this.common,
      ...members,
    };
    this.#parent = uuid;
    return this.raw(`${JSON.stringify(line)}\n`);
  }

  /** Tool results, of some kilobytes each. */
  fill(bytes: number): this {
    for (const end = this.size + bytes; this.size < end; ) this.result('a line of a file\n'.repeat(200));
    return this;
  }

  /** @param time seconds since 1970 */
  changedAt(time: number): this {
    utimesSync(this.path, time, time);
    return this;
  }

  get size(): number {
    return statSync(this.path).size;
  }

  text(): string {
    return readFileSync(this.path, 'utf8');
  }
}

/** A session id, always the same for a number. */
export const sessionNumber = (number: number): string =>
  `${number.toString(16).padStart(8, '0')}-1111-4222-8333-444444444444`;

function numbered(id: string, line: number): string {
  return `${id.slice(0, 24)}${line.toString(16).padStart(12, '0')}`;
}
