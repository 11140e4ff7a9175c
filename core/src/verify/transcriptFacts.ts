import { firstValue } from './firstValue.ts';
import { isRecord } from './jsonRecord.ts';
import { type LineFact, lineFacts, type PromptText, type RewindTarget } from './lineFacts.ts';

/** Something that occurs on several lines: the first of them, and how many there are. */
export interface Occurring<T> {
  readonly what: T;
  readonly line: number;
  readonly count: number;
}

/** What the lines of one transcript, or of a part of it, say that matters. Plain data: it goes from thread to thread. */
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
  /** There was more than is kept. */
  readonly overflow: boolean;
}

/** How many different things of one kind are kept, and how much text: more than an honest transcript has. */
const maxKept = 20_000;
const maxText = 16 * 1024 * 1024;

type Kind = Exclude<keyof TranscriptFacts, 'lines' | 'overflow'>;

/** Collects what the lines of a transcript say, each different thing once. Memory is bounded. */
export class FactCollector {
  readonly #kept = new Map<Kind, Map<string, Occurring<unknown>>>();
  #text = 0;
  #overflow = false;

  /** @param session the id that the lines should have; undefined where any will do */
  constructor(
    readonly session: string | undefined,
    readonly hash: (text: string) => string,
  ) {}

  /** Takes in a line. */
  line(text: string, line: number): void {
    if (/^[ \t\r]*$/.test(text)) return;
    // A byte order mark is skipped by Claude Code.
    const { value, tail } = firstValue(text.replace(/^\ufeff/, ''));
    const kind = !text.startsWith('{') ? 'broken' : tail || !isRecord(value) ? 'notJson' : undefined;
    if (kind) this.#odd(kind, text, line);
    for (const fact of lineFacts(value)) this.#fact(fact, line);
  }

  /** Takes in a value that is spread over several lines. */
  spread(value: unknown, text: string, line: number): void {
    this.#odd('broken', text, line);
    for (const fact of lineFacts(value)) this.#fact(fact, line);
  }

  /** There is more than can be looked at. */
  overflow(): void {
    this.#overflow = true;
  }

  #odd(kind: 'notJson' | 'broken', text: string, line: number): void {
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
      this.#keep(fact.kind, `${fact.what.type}\n${fact.what.text}`, fact.what, line);
    } else if (fact.kind !== 'sessions' || (this.session !== undefined && fact.what !== this.session)) {
      this.#keep(fact.kind, fact.what, fact.what, line);
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

  /** What was collected. @param lines how many there are */
  finish(lines: number): TranscriptFacts {
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
      overflow: this.#overflow,
    };
  }
}

/** Puts the facts of consecutive parts of one transcript together. */
export function joinFacts(parts: readonly TranscriptFacts[]): TranscriptFacts {
  let before = 0;
  const shifted = parts.map((part) => {
    const at = before;
    before += part.lines;
    return { part, at };
  });
  const join = <T>(pick: (part: TranscriptFacts) => readonly Occurring<T>[]): Occurring<T>[] => {
    const found = new Map<string, Occurring<T>>();
    for (const { part, at } of shifted) {
      for (const { what, line, count } of pick(part)) {
        const key = JSON.stringify(what);
        const known = found.get(key);
        found.set(key, known ? { ...known, count: known.count + count } : { what, line: line + at, count });
      }
    }
    return [...found.values()];
  };
  return {
    lines: before,
    notJson: join((part) => part.notJson),
    broken: join((part) => part.broken),
    longLines: join((part) => part.longLines),
    sessions: join((part) => part.sessions),
    rewinds: join((part) => part.rewinds),
    texts: join((part) => part.texts),
    scheduled: join((part) => part.scheduled),
    worktrees: join((part) => part.worktrees),
    agents: join((part) => part.agents),
    overflow: parts.some((part) => part.overflow),
  };
}
