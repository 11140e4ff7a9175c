import {
  answerColumns as answer,
  type Counted,
  promptColumns as prompt,
  toolColumns as tool,
} from './Counted.ts';
import { dayOf, startOfMonth, startOfWeek } from './dayOf.ts';
import type { ModelDay } from './ModelDay.ts';
import { pricesOf } from './prices.ts';
import {
  otherKey,
  type Stats,
  type StatsDimension,
  type StatsRow,
  statsDimensions,
  type ToolRow,
} from './Stats.ts';

/** A file of a conversation, and what it says. */
export interface CountedFile {
  readonly counted: Counted;
  /** The conversation; undefined where its lines tell, as in the files of subagents of clients before 2.1. */
  readonly session?: string | undefined;
  /** Milliseconds since 1970, to tell an original from its copy. */
  readonly bornAt: number;
  /** On which side a line was written, by its directory. */
  readonly sideOf: (cwd: string) => string;
}

interface Answer {
  /** '' where no line says of which request it is. */
  request: string;
  at: number;
  model: string;
  branch: string;
  side: string;
  session: string;
  input: number;
  output: number;
  cacheWrite: number;
  cacheRead: number;
  cost: number;
  activeMs: number;
  /** Who is the first to have it: the smallest. */
  rank: readonly [copy: number, bornAt: number, session: string];
  /** Another with the same id. */
  next?: Answer | undefined;
}

interface Prompt {
  readonly at: number;
  readonly branch: string;
  readonly side: string;
  readonly session: string;
  readonly copyOf: string;
  readonly bornAt: number;
}

/** No person has as many: a billion dollars of them. */
const mostAnswers = 3_000_000;
/** Rows of one kind in a report; what has no room is in one row together. */
const mostRows = 10_000;
const mostTools = 1000;

/** Adds up what files say, whatever is in several of them once. */
export class StatsSum {
  readonly #answers: Answer[] = [];
  readonly #byId = new Map<string, Answer>();
  readonly #prompts = new Map<string, Prompt>();
  readonly #tools = new Map<string, { readonly name: string; readonly at: number }>();
  readonly #failed = new Set<string>();
  #unnamed = 0;
  #hasMore = false;

  add(file: CountedFile): void {
    this.#hasMore ||= file.counted.hasMore;
    const side = memo(file.sideOf);
    this.#addAnswers(file, side);
    this.#addPrompts(file, side);
    this.#addTools(file.counted);
  }

  /** There was more than is counted. */
  get hasMore(): boolean {
    return this.#hasMore;
  }

  /** @param since @param until milliseconds since 1970; `until` itself is not in it */
  stats(since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY): Stats {
    const isIn = (at: number) => at >= since && at < until;
    const total = new Row('');
    const rows = new Map(statsDimensions.map((dimension) => [dimension, new Map<string, Row>()]));
    const times = new Map<number, Days>();
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    const rowsOf = (each: Answer | Prompt) => {
      const days = daysOf(each.at, times);
      const keys = [
        days.day,
        days.week,
        days.month,
        'model' in each ? each.model : undefined,
        each.branch,
        each.side,
        each.session,
      ];
      first = Math.min(first, each.at);
      last = Math.max(last, each.at);
      return keys.map((key, index) =>
        key === undefined ? undefined : rowFor(rows.get(statsDimensions[index] as StatsDimension), key),
      );
    };
    for (const each of this.#answers) {
      if (!isIn(each.at)) continue;
      total.addAnswer(each);
      for (const row of rowsOf(each)) row?.addAnswer(each);
    }
    for (const each of this.#ownPrompts()) {
      if (!isIn(each.at)) continue;
      total.addPrompt(each);
      for (const row of rowsOf(each)) row?.addPrompt(each);
    }
    const isNothing = last < first;
    return {
      schemaVersion: 1,
      pricesOf,
      first: isNothing ? undefined : first,
      last: isNothing ? undefined : last,
      total: total.row(),
      by: Object.fromEntries(
        statsDimensions.map((dimension) => [
          dimension,
          shownRows(dimension, [...(rows.get(dimension)?.values() ?? [])]),
        ]),
      ) as unknown as Stats['by'],
      tools: this.#toolRows(isIn),
    };
  }

  /** What each model came to on each day. */
  modelDays(): ModelDay[] {
    const rows = new Map<string, Row>();
    const times = new Map<number, Days>();
    for (const each of this.#answers.values())
      rowFor(rows, `${daysOf(each.at, times).day} ${each.model}`)?.addAnswer(each);
    return [...rows.values()].map((row) => {
      const { key, cost, input, output, cacheWrite, cacheRead } = row.row();
      const [day = '', ...model] = key.split(' ');
      return { day, model: model.join(' '), tokens: input + output + cacheWrite + cacheRead, cost };
    });
  }

  #addAnswers({ counted, session, bornAt }: CountedFile, side: (cwd: string) => string): void {
    const { answers, names } = counted;
    const text = (at: number) => names[answers[at] ?? -1] ?? '';
    const number = (at: number) => answers[at] ?? 0;
    for (let row = 0; row < answers.length; row += answer.count) {
      const owner = session ?? text(row + answer.session);
      const isAsker = text(row + answer.asker) === owner;
      const isCopy = number(row + answer.isCopy) === 1;
      this.#addAnswer(text(row + answer.id), {
        request: text(row + answer.request),
        at: number(row + answer.at),
        model: text(row + answer.model),
        branch: branchOf(text(row + answer.branch)),
        side: side(text(row + answer.cwd)),
        session: owner,
        input: number(row + answer.input),
        output: number(row + answer.output),
        cacheWrite: number(row + answer.cacheWrite),
        cacheRead: number(row + answer.cacheRead),
        cost: number(row + answer.cost),
        activeMs: number(row + answer.activeMs),
        rank: [isAsker ? 0 : isCopy ? 2 : 1, bornAt, owner],
      });
    }
  }

  #addAnswer(id: string, each: Answer): void {
    const first = id === '' ? undefined : this.#byId.get(id);
    let known = first;
    let steps = 0;
    while (known && !isSameRequest(known, each) && ++steps <= mostRequests) known = known.next;
    if (steps > mostRequests) {
      this.#addAnswer(`${id} ${each.request}`, each);
      return;
    }
    if (known) {
      merge(known, each);
      return;
    }
    if (this.#answers.length >= mostAnswers) {
      this.#hasMore = true;
      return;
    }
    this.#answers.push(each);
    if (id === '') return;
    each.next = first;
    this.#byId.set(id, each);
  }

  #addPrompts({ counted, session, bornAt }: CountedFile, side: (cwd: string) => string): void {
    const { prompts, names } = counted;
    const text = (at: number) => names[prompts[at] ?? -1] ?? '';
    for (let row = 0; row < prompts.length; row += prompt.count) {
      const id = text(row + prompt.id) || `${this.#unnamed++}`;
      const known = this.#prompts.get(id);
      if (known && known.bornAt <= bornAt) continue;
      if (this.#prompts.size >= mostAnswers) return;
      this.#prompts.set(id, {
        at: prompts[row + prompt.at] ?? 0,
        branch: branchOf(text(row + prompt.branch)),
        side: side(text(row + prompt.cwd)),
        session: session ?? text(row + prompt.session),
        copyOf: text(row + prompt.copyOf),
        bornAt,
      });
    }
  }

  /** Without the copies in forks, as long as their originals are there; of the copies of one that is gone, the first. */
  *#ownPrompts(): Generator<Prompt> {
    const taken = new Set<string>();
    for (const [id, each] of this.#prompts) {
      let root = id;
      for (
        let at: Prompt | undefined = each, steps = 0;
        at && at.copyOf !== '' && at.copyOf !== root && steps < 1000;
        steps++
      ) {
        root = at.copyOf;
        at = this.#prompts.get(root);
      }
      if (taken.has(root)) continue;
      taken.add(root);
      yield this.#prompts.get(root) ?? each;
    }
  }

  #addTools({ tools, failed, names }: Counted): void {
    for (let row = 0; row < tools.length; row += tool.count) {
      const id = names[tools[row + tool.id] ?? -1] ?? `${this.#unnamed++}`;
      if (this.#tools.size < mostAnswers && !this.#tools.has(id))
        this.#tools.set(id, {
          name: names[tools[row + tool.name] ?? -1] ?? '',
          at: tools[row + tool.at] ?? 0,
        });
    }
    for (const id of failed) if (this.#failed.size < mostAnswers) this.#failed.add(names[id] ?? '');
  }

  #toolRows(isIn: (at: number) => boolean): ToolRow[] {
    const rows = new Map<string, { name: string; calls: number; failed: number }>();
    for (const [id, { name, at }] of this.#tools) {
      if (!isIn(at)) continue;
      const key = rows.has(name) || rows.size < mostTools ? name : otherKey;
      const row = rows.get(key) ?? { name: key, calls: 0, failed: 0 };
      rows.set(key, row);
      row.calls++;
      if (this.#failed.has(id)) row.failed++;
    }
    return [...rows.values()].sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
  }
}

/** Without a branch, or without a repository. */
const branchOf = (name: string) => (name === 'HEAD' ? '' : name);

/** An id is one answer's: several requests of one are seen where something stands between the client and the API. */
const mostRequests = 50;

function isSameRequest(a: Answer, b: Answer): boolean {
  return a.request === b.request || a.request === '' || b.request === '';
}

/** The most that any copy says was used; the owner is the one that had it first. */
function merge(known: Answer, each: Answer): void {
  known.request ||= each.request;
  known.activeMs = Math.max(known.activeMs, each.activeMs);
  known.at = Math.min(known.at, each.at);
  if (isMore(each, known)) {
    const { input, output, cacheWrite, cacheRead, cost, model } = each;
    Object.assign(known, { input, output, cacheWrite, cacheRead, cost, model });
  }
  if (!isBefore(each.rank, known.rank)) return;
  const { branch, side, session, rank } = each;
  Object.assign(known, { branch, side, session, rank });
}

function isMore(a: Answer, b: Answer): boolean {
  const prompt = ({ input, cacheWrite, cacheRead }: Answer) => input + cacheWrite + cacheRead;
  return a.output === b.output ? prompt(a) > prompt(b) : a.output > b.output;
}

function isBefore(a: Answer['rank'], b: Answer['rank']): boolean {
  if (a[0] !== b[0]) return a[0] < b[0];
  return a[1] === b[1] ? a[2] < b[2] : a[1] < b[1];
}

/** What is added up under one key. */
class Row {
  readonly #key: string;
  #input = 0;
  #output = 0;
  #cacheWrite = 0;
  #cacheRead = 0;
  #cost = 0;
  #answers = 0;
  #prompts = 0;
  #activeMs = 0;
  readonly #unpriced = new Set<string>();
  readonly #sessions = new Set<string>();

  constructor(key: string) {
    this.#key = key;
  }

  addAnswer(each: Answer): void {
    this.#input += each.input;
    this.#output += each.output;
    this.#cacheWrite += each.cacheWrite;
    this.#cacheRead += each.cacheRead;
    if (each.cost >= 0) this.#cost += each.cost;
    else if (this.#unpriced.size < mostUnpriced) this.#unpriced.add(each.model);
    this.#answers++;
    this.#activeMs += each.activeMs;
    this.#sessions.add(each.session);
  }

  addPrompt(each: Prompt): void {
    this.#prompts++;
    this.#sessions.add(each.session);
  }

  row(): StatsRow {
    return {
      key: this.#key,
      cost: this.#cost,
      unpriced: [...this.#unpriced].sort(),
      ...{
        input: this.#input,
        output: this.#output,
        cacheWrite: this.#cacheWrite,
        cacheRead: this.#cacheRead,
      },
      ...{
        answers: this.#answers,
        prompts: this.#prompts,
        conversations: this.#sessions.size,
        activeMs: this.#activeMs,
      },
    };
  }
}

const mostUnpriced = 20;

function rowFor(rows: Map<string, Row> | undefined, key: string): Row | undefined {
  const own = rows?.has(key) || (rows?.size ?? 0) < mostRows ? key : otherKey;
  const row = rows?.get(own) ?? new Row(own);
  rows?.set(own, row);
  return row;
}

function shownRows(dimension: StatsDimension, rows: readonly Row[]): StatsRow[] {
  const isTime = dimension === 'day' || dimension === 'week' || dimension === 'month';
  const tokens = (row: StatsRow) => row.input + row.output + row.cacheWrite + row.cacheRead;
  return rows
    .map((row) => row.row())
    .sort((a, b) =>
      isTime
        ? a.key < b.key
          ? -1
          : 1
        : b.cost - a.cost || tokens(b) - tokens(a) || (a.key < b.key ? -1 : 1),
    );
}

interface Days {
  readonly day: string;
  readonly week: string;
  readonly month: string;
}

/** No time zone changes within a quarter of an hour. */
const quarter = 15 * 60_000;

function daysOf(at: number, known: Map<number, Days>): Days {
  const key = Math.floor(at / quarter);
  const days = known.get(key) ?? { day: dayOf(at), week: startOfWeek(at), month: startOfMonth(at) };
  if (known.size < mostRows) known.set(key, days);
  return days;
}

function memo(of: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const value = known.get(text) ?? of(text);
    known.set(text, value);
    return value;
  };
}
