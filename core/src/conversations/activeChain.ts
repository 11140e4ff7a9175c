import { Kinship } from './Kinship.ts';
import type { Compaction, TranscriptLink } from './TranscriptLink.ts';

/** What a client that resumes a conversation goes on from. */
export interface ActiveChain {
  /** From the first line to the last, with the answers and results of tools that stand beside it. */
  readonly links: readonly TranscriptLink[];
  /** The last message. */
  readonly leaf: TranscriptLink | undefined;
  /** The line behind it with which its branch ends; undefined where only a subagent or a team said something. */
  readonly terminal: TranscriptLink | undefined;
}

type Links = Map<string, TranscriptLink>;

/**
 * The branch of a transcript that a client resumes: that whose end stands last in the file, over what a compaction kept.
 * @param lines in the order of the file; of a uuid that occurs twice the last counts, at the place of the first
 */
export function activeChain(lines: readonly TranscriptLink[]): ActiveChain {
  const links: Links = new Map();
  for (const each of lines) links.set(each.uuid, each);
  relink(links);
  const order = new Map(lines.map(({ uuid }, index) => [uuid, index]));
  const { leaf, terminal } = endOf(links, order);
  if (!leaf) return { links: [], leaf, terminal };
  const chain: TranscriptLink[] = [];
  const seen = new Set<string>();
  for (let at = links.get(leaf.uuid); at && !seen.has(at.uuid); at = parentIn(links, at)) {
    seen.add(at.uuid);
    chain.push(at);
  }
  return { links: withSiblings(links, chain.reverse(), seen), leaf, terminal };
}

/** What a compaction kept follows its summary, and what came later follows that. */
function relink(links: Links): void {
  const compactions = [...links.values()].flatMap(({ compaction }) => compaction ?? []);
  if (compactions.length === 0) return;
  const anchors = compactions.flatMap(({ messages, segment }) => (messages ?? segment)?.anchor ?? []);
  const kinship = new Kinship(links, anchors);
  for (const { messages, segment } of compactions) {
    if (messages) relinkMessages(links, kinship, messages);
    else if (segment) relinkSegment(links, kinship, segment);
  }
}

function relinkMessages(
  links: Links,
  kinship: Kinship,
  { anchor, uuids }: NonNullable<Compaction['messages']>,
): void {
  const kept = uuids.flatMap((uuid) => links.get(uuid as string) ?? []);
  const [first] = kept;
  const last = kept.at(-1);
  if (!first || !last || kept.length < uuids.length) return;
  let parentUuid = anchor ?? null;
  for (const each of kept) {
    kinship.hang(each, parentUuid);
    parentUuid = each.uuid;
  }
  kinship.moveChildren(anchor, first.uuid, last.uuid);
}

function relinkSegment(
  links: Links,
  kinship: Kinship,
  { head, anchor, tail }: NonNullable<Compaction['segment']>,
): void {
  const first = links.get(head ?? '');
  if (first) kinship.hang(first, anchor ?? null);
  kinship.moveChildren(anchor, head, tail);
}

const parentIn = (links: Links, { parentUuid }: TranscriptLink) =>
  parentUuid === null ? undefined : links.get(parentUuid);

const isMessage = ({ type }: TranscriptLink) => type === 'user' || type === 'assistant';

/** What ends a branch that a client may go on from. */
const isOwn = ({ isSidechain, isTeam, type, attachmentType }: TranscriptLink) =>
  !isSidechain &&
  !isTeam &&
  type !== 'progress' &&
  !(type === 'attachment' && attachmentType === 'fork_briefing');

function endOf(links: Links, order: ReadonlyMap<string, number>): Pick<ActiveChain, 'leaf' | 'terminal'> {
  const all = [...links.values()];
  const own = all.filter(isOwn);
  const hasOwnChild = new Set(own.flatMap(({ parentUuid }) => parentUuid ?? []));
  const place = ({ uuid }: TranscriptLink) => order.get(uuid) ?? -1;
  const passed = new Set<string>();
  const ends = own.filter(({ uuid }) => !hasOwnChild.has(uuid)).sort((a, b) => place(b) - place(a));
  for (const terminal of ends) {
    const leaf = messageAbove(links, terminal, passed);
    if (leaf) return { leaf, terminal };
  }
  const hasChild = new Set(all.flatMap(({ parentUuid }) => parentUuid ?? []));
  const leaves = all
    .filter(({ uuid }) => !hasChild.has(uuid))
    .flatMap((each) => messageAbove(links, each, new Set()) ?? []);
  const said = leaves.filter(({ isSidechain, isTeam, isMeta }) => !isSidechain && !isTeam && !isMeta);
  const last = (some: readonly TranscriptLink[]) =>
    some.reduce<TranscriptLink | undefined>((a, b) => (a && place(a) >= place(b) ? a : b), undefined);
  return { leaf: last(said) ?? last(leaves), terminal: undefined };
}

/** The nearest message at a line or above it; none beyond what was passed before. */
function messageAbove(links: Links, from: TranscriptLink, passed: Set<string>): TranscriptLink | undefined {
  for (let at: TranscriptLink | undefined = from; at && !passed.has(at.uuid); at = parentIn(links, at)) {
    if (isMessage(at)) return at;
    passed.add(at.uuid);
  }
  return undefined;
}

/** Calls of tools that ran at the same time, and their results, stand beside the chain: each behind the last part of its answer. */
function withSiblings(
  links: Links,
  chain: readonly TranscriptLink[],
  inChain: Set<string>,
): TranscriptLink[] {
  const lastPart = new Map<string, TranscriptLink>();
  for (const each of chain) if (each.answerId !== undefined) lastPart.set(each.answerId, each);
  if (lastPart.size === 0) return [...chain];
  const beside = new Siblings(links, chain);
  const added = new Map<string, TranscriptLink[]>();
  for (const [answerId, last] of lastPart) {
    const found = beside.of(answerId, inChain);
    if (found.length > 0) added.set(last.uuid, found);
  }
  return chain.flatMap((each) => [each, ...(added.get(each.uuid) ?? [])]);
}

/** The parts of answers, and the results of the calls in them. */
class Siblings {
  readonly #parts = new Map<string, TranscriptLink[]>();
  readonly #results = new Map<string, Set<TranscriptLink>>();
  /** The line with a call; null where several answers have it. */
  readonly #callers = new Map<string, TranscriptLink | null>();
  readonly #answered: ReadonlySet<string>;
  readonly #order: ReadonlyMap<string, number>;

  constructor(links: Links, chain: readonly TranscriptLink[]) {
    this.#answered = new Set(chain.flatMap(({ results }) => results));
    this.#order = new Map([...links.keys()].map((uuid, index) => [uuid, index]));
    for (const each of links.values()) this.#addPart(each);
    for (const each of links.values()) this.#addResult(each, links);
  }

  #addPart(link: TranscriptLink): void {
    if (link.answerId === undefined) return;
    const parts = this.#parts.get(link.answerId);
    if (parts) parts.push(link);
    else this.#parts.set(link.answerId, [link]);
    for (const id of link.calls) {
      const before = this.#callers.get(id);
      const isOne = before === undefined || before?.answerId === link.answerId;
      this.#callers.set(id, isOne ? link : null);
    }
  }

  #addResult(link: TranscriptLink, links: Links): void {
    if (link.results.length === 0 || link.parentUuid === null) return;
    this.#put(link.parentUuid, link);
    const isOfSame = (other: TranscriptLink | null | undefined): other is TranscriptLink =>
      other?.isSidechain === link.isSidechain && other.agentId === link.agentId;
    const caller = link.calledBy === undefined ? undefined : links.get(link.calledBy);
    if (isOfSame(caller)) this.#put(caller.uuid, link);
    for (const id of link.results) {
      const other = this.#callers.get(id);
      if (isOfSame(other)) this.#put(other.uuid, link);
    }
  }

  #put(uuid: string, result: TranscriptLink): void {
    const there = this.#results.get(uuid);
    if (there) there.add(result);
    else this.#results.set(uuid, new Set([result]));
  }

  /** What of an answer is not in the chain. It is taken to be in it from then on. */
  of(answerId: string, inChain: Set<string>): TranscriptLink[] {
    const parts = this.#parts.get(answerId) ?? [];
    const ids = new Set(parts.map(({ uuid }) => uuid));
    const others = parts.filter(({ uuid }) => !inChain.has(uuid));
    const results = new Set(
      parts
        .flatMap(({ uuid }) => [...(this.#results.get(uuid) ?? [])])
        .filter(({ uuid }) => !inChain.has(uuid)),
    );
    const below = [...results].filter(({ parentUuid }) => ids.has(parentUuid ?? ''));
    const elsewhere = [...results].filter(({ parentUuid }) => !ids.has(parentUuid ?? ''));
    const taken = [...below, ...this.#unanswered(below, elsewhere, ids)];
    const found = [...others.sort(byTime), ...taken.sort(byTime)];
    for (const { uuid } of found) inChain.add(uuid);
    return found;
  }

  /** Of the results that hang somewhere else, those of calls that have no result yet. */
  #unanswered(
    below: readonly TranscriptLink[],
    elsewhere: readonly TranscriptLink[],
    ids: ReadonlySet<string>,
  ): TranscriptLink[] {
    if (elsewhere.length === 0) return [];
    const answered = new Set(below.flatMap(({ results }) => results));
    const isAnswered = (id: string) => answered.has(id) || this.#answered.has(id);
    const place = ({ uuid }: TranscriptLink) => this.#order.get(uuid) ?? Number.MAX_SAFE_INTEGER;
    return [...elsewhere]
      .sort((a, b) => place(a) - place(b))
      .filter(({ results }) => {
        const isNew = results.some((id) => !isAnswered(id) && ids.has(this.#callers.get(id)?.uuid ?? ''));
        if (isNew) for (const id of results) answered.add(id);
        return isNew;
      });
  }
}

const byTime = (a: TranscriptLink, b: TranscriptLink) => a.timestamp.localeCompare(b.timestamp);
