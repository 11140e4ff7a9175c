import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readBranch } from '../../../cli/src/conversations/branch/writeBranch.ts';
import { type AgentSdk, agentSdk } from '../../harness/claude/agentSdk.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { put } from '../../harness/place/put.ts';

type Line = Record<string, unknown>;

/** A fork, in a form that two makers of the same have alike. */
export interface PlainFork {
  readonly messages: readonly unknown[];
  /** What stands beside them; replacements of contents together. */
  readonly notes: readonly unknown[];
}

/** Conversations that are forked by the SDK and by us, each in a config directory of its own. */
export class SdkFork {
  readonly session = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
  readonly #sdk: AgentSdk;
  readonly #folder = newFolder();

  private constructor(sdk: AgentSdk) {
    this.#sdk = sdk;
  }

  static async open(): Promise<SdkFork> {
    return new SdkFork(await agentSdk());
  }

  /** @param text of a transcript */
  async bySdk(text: string | Buffer, at?: string): Promise<string> {
    this.write(text);
    const before = process.env.CLAUDE_CONFIG_DIR;
    process.env.CLAUDE_CONFIG_DIR = this.#folder;
    try {
      const { sessionId } = await this.#sdk.forkSession(this.session, {
        title: 'the title',
        ...(at !== undefined && { upToMessageId: at }),
      });
      return readFileSync(this.#path(sessionId), 'utf8');
    } finally {
      if (before === undefined) delete process.env.CLAUDE_CONFIG_DIR;
      else process.env.CLAUDE_CONFIG_DIR = before;
    }
  }

  byUs(text: string | Buffer, at?: string): string {
    return this.bytesByUs(text, at).toString();
  }

  bytesByUs(text: string | Buffer, at?: string): Buffer {
    return this.during(text, () => undefined, at);
  }

  /** Ours, of a transcript that is changed when it was read and not yet branched. */
  during(text: string | Buffer, change: (path: string) => void, at?: string): Buffer {
    this.write(text);
    const to = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb';
    const fd = openSync(this.#path(this.session), 'r');
    const out = openSync(this.#path(to), 'w');
    try {
      const source = { fd, from: this.session, to, title: 'the title', ...(at !== undefined && { at }) };
      const ready = readBranch(source);
      change(this.#path(this.session));
      ready.write(out);
    } finally {
      closeSync(fd);
      closeSync(out);
    }
    return readFileSync(this.#path(to));
  }

  write(text: string | Buffer): void {
    put(this.#path(this.session), text);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #path(session: string): string {
    return join(this.#folder, 'projects/-app', `${session}.jsonl`);
  }
}

/** New uuids, the session and the time of the fork under names. @param source of which it is a fork */
export function plainFork(text: string, source: string): PlainFork {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line): Line => JSON.parse(line));
  const isMessage = (line: Line) => line.forkedFrom !== undefined;
  const names = new Map<unknown, string>();
  for (const { uuid } of lines.filter(isMessage)) if (!names.has(uuid)) names.set(uuid, `uuid ${names.size}`);
  const own = lines[0]?.sessionId;
  const isNew = (value: string) =>
    /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value) && !source.includes(value);
  const plain = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value === own ? 'session' : (names.get(value) ?? (isNew(value) ? 'of no line' : value));
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
  };
  const last = lines.findLast(isMessage);
  const messages = lines
    .filter(isMessage)
    .map((line) => plain(line === last ? { ...line, timestamp: 'now' } : line));
  const others = lines.filter((line) => !isMessage(line));
  const replacements = others.flatMap((line) =>
    line.type === 'content-replacement' ? line.replacements : [],
  );
  const notes = others
    .filter(({ type }) => type !== 'content-replacement')
    .map(({ uuid: _, timestamp: __, ts: ___, ...line }) => plain(line));
  return { messages, notes: [...notes, { replacements }] };
}
