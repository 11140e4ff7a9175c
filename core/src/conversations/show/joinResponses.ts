import type { Chain } from './Chain.ts';
import type { ChainEntry } from './ChainEntry.ts';

/**
 * One response of the model is several lines, a line for each of its parts, and so are the results of its tool calls: of those that
 * ran at once only one is on the way from the last message to the first. The others are put in behind the last part that is.
 */
export function joinResponses(chain: Chain, path: readonly ChainEntry[]): ChainEntry[] {
  if (!path.some(({ type }) => type === 'assistant')) return [...path];
  const known = new Responses(chain);
  const there = new Set(path);
  const answered = new Set(path.flatMap(({ results }) => results));
  const lastParts = new Map(
    path.flatMap((entry) => (entry.responseId ? [[entry.responseId, entry] as const] : [])),
  );
  const added = new Map<ChainEntry, ChainEntry[]>();
  const ids = new Set(path.flatMap(({ responseId }) => responseId ?? []));
  for (const id of ids) {
    const last = lastParts.get(id);
    const missing = known.missing(id, there, answered);
    for (const entry of missing) there.add(entry);
    if (last && missing.length > 0) added.set(last, missing);
  }
  return path.flatMap((entry) => [entry, ...(added.get(entry) ?? [])]);
}

class Responses {
  readonly #parts = new Map<string, ChainEntry[]>();
  /** By the line that they are results of. */
  readonly #results = new Map<string, Set<ChainEntry>>();
  /** Whose tool call it is; null where two responses have the same id. */
  readonly #callers = new Map<string, ChainEntry | null>();

  constructor(readonly chain: Chain) {
    for (const entry of chain.all())
      if (entry.responseId !== undefined) this.#addPart(entry.responseId, entry);
    for (const entry of chain.all())
      if (entry.results.length > 0 && chain.parentIdOf(entry)) this.#addResult(entry);
  }

  /** Parts and results of a response that are not there, by time: parts first. */
  missing(id: string, there: ReadonlySet<ChainEntry>, answeredOnPath: ReadonlySet<string>): ChainEntry[] {
    const parts = this.#parts.get(id) ?? [];
    const uuids = new Set(parts.map(({ uuid }) => uuid));
    const results = new Set(parts.flatMap(({ uuid }) => [...(this.#results.get(uuid) ?? [])]));
    const left = [...results].filter((entry) => !there.has(entry));
    const follows = (entry: ChainEntry) => uuids.has(this.chain.parentIdOf(entry) ?? '');
    const direct = left.filter(follows);
    const answered = new Set(direct.flatMap((entry) => entry.results));
    const isAnswered = (each: string) => answered.has(each) || answeredOnPath.has(each);
    const elsewhere = left.filter((entry) => !follows(entry));
    elsewhere.sort((a, b) => this.chain.orderOf(a) - this.chain.orderOf(b));
    for (const entry of elsewhere) {
      const isNew = entry.results.some(
        (each) => !isAnswered(each) && uuids.has(this.#callers.get(each)?.uuid ?? ''),
      );
      if (!isNew) continue;
      for (const each of entry.results) answered.add(each);
      direct.push(entry);
    }
    return [...parts.filter((entry) => !there.has(entry)).sort(byTime), ...direct.sort(byTime)];
  }

  #addPart(id: string, entry: ChainEntry): void {
    const parts = this.#parts.get(id);
    if (parts) parts.push(entry);
    else this.#parts.set(id, [entry]);
    for (const call of entry.calls) {
      const before = this.#callers.get(call);
      this.#callers.set(call, before === undefined || before?.responseId === id ? entry : null);
    }
  }

  #addResult(entry: ChainEntry): void {
    const { resultOf, results } = entry;
    this.#note(this.chain.parentIdOf(entry) ?? '', entry);
    const named = this.chain.get(resultOf);
    const callers = results.map((each) => this.#callers.get(each));
    for (const caller of [named, ...callers])
      if (caller && isOfSame(caller, entry)) this.#note(caller.uuid, entry);
  }

  #note(uuid: string, entry: ChainEntry): void {
    this.#results.set(uuid, (this.#results.get(uuid) ?? new Set()).add(entry));
  }
}

const isOfSame = (a: ChainEntry, b: ChainEntry) => a.isAside === b.isAside && a.agentId === b.agentId;

const byTime = (a: ChainEntry, b: ChainEntry) => (a.time ?? '').localeCompare(b.time ?? '');
