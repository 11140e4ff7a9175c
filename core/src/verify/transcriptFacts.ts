import { callEvents } from './fileCalls.ts';
import { firstValue } from './firstValue.ts';
import { type Goal, Goals } from './Goals.ts';
import { isRecord } from './jsonRecord.ts';
import type { FileCall, LatestValue, LineFact, PromptText, RewindTarget, UnknownName } from './lineFact.ts';
import { lineFacts } from './lineFacts.ts';
import { ToolCalls } from './ToolCalls.ts';

/** Something that occurs on several lines: the first of them, and how many there are. */
export interface Occurring<T> {
  readonly what: T;
  readonly line: number;
  readonly count: number;
}

/** The facts of one transcript, or of a part of it. Plain data: it goes from thread to thread. */
export interface TranscriptFacts {
  readonly lines: number;
  /** Lines that begin as an object and are not just one: their hashes. */
  readonly notJson: readonly Occurring<string>[];
  /** Lines that begin with anything else, and values that are spread over several lines: their hashes. */
  readonly broken: readonly Occurring<string>[];
  readonly longLines: readonly Occurring<number>[];
  readonly sessions: readonly Occurring<string>[];
  readonly rewinds: readonly Occurring<RewindTarget>[];
  readonly texts: readonly Occurring<PromptText>[];
  readonly scheduled: readonly Occurring<string>[];
  readonly worktrees: readonly Occurring<string>[];
  readonly agents: readonly Occurring<string>[];
  readonly unknown: readonly Occurring<UnknownName>[];
  readonly calls: readonly Occurring<FileCall>[];
  /** Ids of calls that had a result, of which the part that the result stands in has no call. */
  readonly results: readonly Occurring<string>[];
  readonly deferred: readonly Occurring<string>[];
  readonly goals: readonly Occurring<Goal>[];
  /** The last line of each name. */
  readonly latest: readonly Occurring<LatestValue>[];
  readonly stops: readonly Occurring<string>[];
  readonly folders: readonly Occurring<string>[];
  /** There was more than is kept. */
  readonly overflow: boolean;
}

/** How many different things of one kind are kept, and how much text: more than an honest transcript has. */
export const maxKept = 20_000;
export const maxText = 16 * 1024 * 1024;

/** Lines that are not as they should be, alike or not: each crash leaves one. */
const maxOddLines = 100_000;

/** Each line of a text is compared: how many a text may have, and all texts of a part together. */
const maxLines = 20_000;
const maxAllLines = 8 * maxLines;

type Kind = Exclude<keyof TranscriptFacts, 'lines' | 'overflow'>;

/** Collects what the lines of a transcript say, each different thing once. Memory is bounded. */
export class FactCollector {
  readonly #kept = new Map<Kind, Map<string, Occurring<unknown>>>();
  #text = 0;
  #lines = 0;
  #oddLines = 0;
  #overflow = false;
  readonly #goals = new Goals();
  readonly #calls = new ToolCalls({
    file: (call, line) => this.#keep('calls', JSON.stringify(call), call, line),
    result: (id, line) => this.#keep('results', id, id, line),
  });

  /** @param session the id that the lines should have; undefined where any will do */
  constructor(
    readonly session: string | undefined,
    readonly hash: (text: string) => string,
  ) {}

  /** Takes in a line. */
  line(text: string, line: number): void {
    if (/^[ \t\r]*$/.test(text)) return;
    // A byte order mark is skipped by Claude Code.
    const { value, tail, unread } = firstValue(text.replace(/^\ufeff/, ''));
    if (unread) {
      this.longLine(text.length, line);
      return;
    }
    const kind = !text.startsWith('{') ? 'broken' : tail || !isRecord(value) ? 'notJson' : undefined;
    if (kind) this.#odd(kind, text, line);
    this.#value(value, line);
  }

  /** Takes in a value that is spread over several lines. */
  spread(value: unknown, text: string, line: number): void {
    this.#odd('broken', text, line);
    this.#value(value, line);
  }

  #value(value: unknown, line: number): void {
    if (!isRecord(value)) return;
    for (const fact of lineFacts(value, this.session)) this.#fact(fact, line);
    this.#goals.take(value, line);
    for (const event of callEvents(value, this.hash)) this.#calls.take(event, line);
  }

  /** There is more than can be looked at. */
  overflow(): void {
    this.#overflow = true;
  }

  /** Nothing more needs to be given to it: what was left out stays so. */
  get isFull(): boolean {
    return this.#overflow;
  }

  #odd(kind: 'notJson' | 'broken', text: string, line: number): void {
    if (++this.#oddLines > maxOddLines) this.#overflow = true;
    const hash = this.hash(text);
    this.#keep(kind, hash, hash, line);
  }

  longLine(length: number, line: number): void {
    this.#keep('longLines', '', length, line);
  }

  #fact(fact: LineFact, line: number): void {
    if (fact.kind === 'rewinds') {
      this.#keep(fact.kind, `${fact.what.backup}\n${fact.what.path}`, fact.what, line);
    } else if (fact.kind === 'texts') {
      this.#keepText(fact.what, line);
    } else if (fact.kind === 'unknown') {
      const { list, name, acts } = fact.what;
      this.#keep(fact.kind, `${list} ${acts} ${name}`, fact.what, line);
    } else if (fact.kind === 'latest') {
      this.#kept.get(fact.kind)?.delete(fact.what.name);
      this.#keep(fact.kind, fact.what.name, fact.what, line);
    } else if (fact.kind !== 'sessions' || (this.session !== undefined && fact.what !== this.session)) {
      this.#keep(fact.kind, fact.what, fact.what, line);
    }
  }

  #keepText(what: PromptText, line: number): void {
    const key = `${what.type}\n${what.text}`;
    const lines = this.#kept.get('texts')?.has(key) ? 0 : countLines(what.text);
    if (lines > maxLines || this.#lines + lines > maxAllLines) this.#overflow = true;
    else {
      this.#lines += lines;
      this.#keep('texts', key, what, line);
    }
  }

  #keep(kind: Kind, key: string, what: unknown, line: number): void {
    const map = this.#kept.get(kind) ?? new Map<string, Occurring<unknown>>();
    this.#kept.set(kind, map);
    const known = map.get(key);
    if (!known) this.#text += key.length;
    if (known) map.set(key, { ...known, count: known.count + 1 });
    else if (map.size >= maxKept || this.#text > maxText) this.#overflow = true;
    else map.set(key, { what, line, count: 1 });
  }

  /** @param lines how many there are in all */
  finish(lines: number): TranscriptFacts {
    this.#calls.finish();
    for (const { what, line } of this.#goals.finish())
      this.#keep('goals', `${what.rest} ${what.condition}`, what, line);
    const list = <T>(kind: Kind) => [...(this.#kept.get(kind)?.values() ?? [])] as Occurring<T>[];
    return {
      lines,
      notJson: list('notJson'),
      broken: list('broken'),
      longLines: list('longLines'),
      sessions: list('sessions'),
      rewinds: list('rewinds'),
      texts: list('texts'),
      scheduled: list('scheduled'),
      worktrees: list('worktrees'),
      agents: list('agents'),
      unknown: list('unknown'),
      calls: list('calls'),
      results: list('results'),
      deferred: list('deferred'),
      goals: list('goals'),
      latest: list('latest'),
      stops: list('stops'),
      folders: list('folders'),
      overflow: this.#overflow,
    };
  }
}

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
