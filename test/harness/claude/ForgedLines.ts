import { randomUUID } from 'node:crypto';

type Line = Record<string, unknown>;

/** Older than any file that such a line names, so that Claude Code takes the file for changed since. */
const longAgo = '2020-01-02T00:00:00.000Z';

/** Lines as Claude Code writes them, to be added to a transcript: one follows the other, the first the transcript's last. */
export class ForgedLines {
  readonly lines: Line[] = [];
  readonly #common: Line;
  #last: unknown;

  /** @param lines of the transcript */
  constructor(lines: readonly Line[]) {
    const { sessionId, version, cwd, gitBranch, userType, entrypoint } = find(lines, 'user');
    this.#common = { isSidechain: false, cwd, sessionId, version, gitBranch, userType, entrypoint };
    this.#last = lines.findLast(({ uuid }) => uuid)?.uuid;
  }

  /** A line of no conversation: it has a session, and nothing before it. */
  add(line: Line): this {
    this.lines.push({ sessionId: this.#common.sessionId, ...line });
    return this;
  }

  follow(line: Line, timestamp = longAgo): this {
    const uuid = randomUUID();
    this.lines.push({ parentUuid: this.#last, ...this.#common, ...line, uuid, timestamp });
    this.#last = uuid;
    return this;
  }

  attachment(attachment: Line, more: Line = {}, timestamp?: string): this {
    return this.follow({ type: 'attachment', attachment, ...more }, timestamp);
  }

  /** A tool call with its result. */
  call(name: string, input: Line): this {
    const id = this.begin(name, input);
    const content = [{ tool_use_id: id, type: 'tool_result', content: 'done' }];
    return this.follow({ type: 'user', message: { role: 'user', content } }).say('ok');
  }

  /** A tool call without its result. @returns its id */
  begin(name: string, input: Line, timestamp?: string): string {
    const id = `toolu_${randomUUID().replaceAll('-', '').slice(0, 22)}`;
    this.#assistant([{ type: 'tool_use', id, name, input }], 'tool_use', timestamp);
    return id;
  }

  say(text: string): this {
    return this.#assistant([{ type: 'text', text }], 'end_turn');
  }

  #assistant(content: object[], stop_reason: string, timestamp?: string): this {
    const usage = { input_tokens: 1, output_tokens: 1 };
    const id = `msg_${randomUUID().slice(0, 8)}`;
    const about = { id, type: 'message', role: 'assistant', model: 'claude-x', stop_sequence: null, usage };
    return this.follow({ type: 'assistant', message: { ...about, content, stop_reason } }, timestamp);
  }
}

function find(lines: readonly Line[], type: string): Line {
  const found = lines.findLast((line) => line.type === type);
  if (!found) throw new Error(`The transcript has no line of type ${type}.`);
  return found;
}
