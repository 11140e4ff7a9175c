import type { Chain } from './Chain.ts';
import type { ChainLink } from './ChainLink.ts';

/**
 * One response of the model is several lines, a line for each of its parts, and so are the results of its tool calls: of those that
 * ran at once only one is on the way from the last message to the first.
 */
export class Responses<Link extends ChainLink> {
  readonly #chain: Chain<Link>;
  readonly #parts = new Map<string, Link[]>();
  /** By the line that they are results of. */
  readonly #results = new Map<string, Set<Link>>();
  /** Whose tool call it is; null where two responses have the same id. */
  readonly #callers = new Map<string, Link | null>();
  /** Where results first occur in the file. */
  readonly #order = new Map<Link, number>();

  constructor(chain: Chain<Link>) {
    this.#chain = chain;
    for (const link of chain.all()) if (link.responseId !== undefined) this.#addPart(link.responseId, link);
    for (const link of chain.all())
      if (link.results.length > 0 && chain.parentIdOf(link) !== undefined) this.#addResult(link);
  }

  /** A way through the chain, with the others put in behind the last part that is on it. */
  join(path: readonly Link[]): Link[] {
    const lastParts = new Map(
      path.flatMap((link) => (link.responseId ? [[link.responseId, link] as const] : [])),
    );
    const there = new Set(path);
    const answered = new Set(path.flatMap(({ results }) => results));
    const added = new Map<Link, Link[]>();
    for (const [id, last] of lastParts) {
      const missing = this.#missing(id, there, answered);
      for (const link of missing) there.add(link);
      if (missing.length > 0) added.set(last, missing);
    }
    return path.flatMap((link) => [link, ...(added.get(link) ?? [])]);
  }

  /** Parts and results of a response that are not there, by time: parts first. */
  #missing(id: string, there: ReadonlySet<Link>, answeredOnPath: ReadonlySet<string>): Link[] {
    const parts = this.#parts.get(id) ?? [];
    const uuids = new Set(parts.map(({ uuid }) => uuid));
    const results = new Set(parts.flatMap(({ uuid }) => [...(this.#results.get(uuid) ?? [])]));
    const left = [...results].filter((link) => !there.has(link));
    const follows = (link: Link) => uuids.has(this.#chain.parentIdOf(link) ?? '');
    const direct = left.filter(follows);
    const elsewhere = left.filter((link) => !follows(link));
    direct.push(...this.#unanswered(direct, elsewhere, uuids, answeredOnPath));
    return [...parts.filter((link) => !there.has(link)).sort(byTime), ...direct.sort(byTime)];
  }

  /** Of the results that hang somewhere else, those of calls that have no result yet. */
  #unanswered(
    direct: readonly Link[],
    elsewhere: Link[],
    parts: ReadonlySet<string>,
    answeredOnPath: ReadonlySet<string>,
  ): Link[] {
    const answered = new Set(direct.flatMap(({ results }) => results));
    const isAnswered = (call: string) => answered.has(call) || answeredOnPath.has(call);
    elsewhere.sort((a, b) => (this.#order.get(a) ?? 0) - (this.#order.get(b) ?? 0));
    return elsewhere.filter(({ results }) => {
      const isNew = results.some(
        (call) => !isAnswered(call) && parts.has(this.#callers.get(call)?.uuid ?? ''),
      );
      if (isNew) for (const call of results) answered.add(call);
      return isNew;
    });
  }

  #addPart(id: string, link: Link): void {
    const parts = this.#parts.get(id);
    if (parts) parts.push(link);
    else this.#parts.set(id, [link]);
    for (const call of link.calls) {
      const before = this.#callers.get(call);
      this.#callers.set(call, before === undefined || before?.responseId === id ? link : null);
    }
  }

  #addResult(link: Link): void {
    this.#order.set(link, this.#order.size);
    this.#note(this.#chain.parentIdOf(link) ?? '', link);
    const named = this.#chain.get(link.resultOf);
    const callers = link.results.map((call) => this.#callers.get(call));
    for (const caller of [named, ...callers])
      if (caller && isOfSame(caller, link)) this.#note(caller.uuid, link);
  }

  #note(uuid: string, link: Link): void {
    const results = this.#results.get(uuid);
    if (results) results.add(link);
    else this.#results.set(uuid, new Set([link]));
  }
}

const isOfSame = (a: ChainLink, b: ChainLink) => a.isSidechain === b.isSidechain && a.agentId === b.agentId;

const byTime = (a: ChainLink, b: ChainLink) => (a.time ?? '').localeCompare(b.time ?? '');
