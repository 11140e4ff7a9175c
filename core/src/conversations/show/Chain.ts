import { type ChainEntry, isBoundary, isSaid } from './ChainEntry.ts';

/** No conversation was compacted so often that more lines would have to be moved; a container may name one line again and again. */
const mostMoved = 1_000_000;

/**
 * The lines of a transcript as the graph that they are: each names the one before it. A uuid may stand there several times, and
 * then its last line counts; the line that another names may be missing.
 */
export class Chain {
  readonly #entries = new Map<string, ChainEntry>();
  readonly #order = new Map<string, number>();
  /** Where what a compaction kept was put behind its summary. */
  readonly #parents = new Map<string, string>();
  readonly #children = new Map<string, Set<string>>();
  #left = mostMoved;

  constructor(entries: readonly ChainEntry[]) {
    for (const [index, entry] of entries.entries()) {
      this.#entries.set(entry.uuid, entry);
      this.#order.set(entry.uuid, index);
    }
    for (const { uuid, parentUuid } of this.all()) if (parentUuid !== undefined) this.#link(uuid, parentUuid);
    for (const entry of this.all()) if (isBoundary(entry)) this.#keep(entry);
  }

  /** Each once, in the order in which they first occur. */
  all(): IterableIterator<ChainEntry> {
    return this.#entries.values();
  }

  get(uuid: string | undefined): ChainEntry | undefined {
    return uuid === undefined ? undefined : this.#entries.get(uuid);
  }

  /** The uuid of the line before it, which need not be there. */
  parentIdOf({ uuid }: ChainEntry): string | undefined {
    return this.#parents.get(uuid);
  }

  parentOf({ uuid }: ChainEntry): ChainEntry | undefined {
    return this.get(this.#parents.get(uuid));
  }

  childrenOf({ uuid }: ChainEntry): ChainEntry[] {
    return [...(this.#children.get(uuid) ?? [])].flatMap((each) => this.get(each) ?? []);
  }

  /** How far down in the file it stands. */
  orderOf({ uuid }: ChainEntry): number {
    return this.#order.get(uuid) ?? -1;
  }

  /** From the beginning to this one. */
  pathTo(last: ChainEntry): ChainEntry[] {
    const path = new Set<ChainEntry>();
    let entry: ChainEntry | undefined = last;
    while (entry !== undefined && !path.has(entry)) {
      path.add(entry);
      entry = this.parentOf(entry);
    }
    return [...path].reverse();
  }

  /** The ends of all branches of the conversation itself, the newest first: what nothing goes on from. */
  ends(): ChainEntry[] {
    const counted = [...this.all()].filter(isOfConversation);
    const goneOn = new Set(counted.map(({ uuid }) => this.#parents.get(uuid)));
    const ends = counted.filter(({ uuid }) => !goneOn.has(uuid));
    return ends.sort((a, b) => this.orderOf(b) - this.orderOf(a));
  }

  /** The message with which the conversation goes on: the newest that anything ends with. */
  newestMessage(): ChainEntry | undefined {
    const seen = new Set<ChainEntry>();
    for (const end of this.ends()) {
      const message = this.#messageAtOrAbove(end, seen);
      if (message) return message;
    }
    return this.#newestOfAll();
  }

  #messageAtOrAbove(end: ChainEntry, seen: Set<ChainEntry>): ChainEntry | undefined {
    let entry: ChainEntry | undefined = end;
    while (entry !== undefined && !seen.has(entry)) {
      if (isSaid(entry)) return entry;
      seen.add(entry);
      entry = this.parentOf(entry);
    }
    return undefined;
  }

  /** Where none belongs to the conversation itself: that of a subagent, for example. */
  #newestOfAll(): ChainEntry | undefined {
    const ends = [...this.all()].filter((entry) => this.childrenOf(entry).length === 0);
    const messages = ends.flatMap((end) => this.#messageAtOrAbove(end, new Set()) ?? []);
    const own = messages.filter(({ isAside, isMeta }) => !isAside && !isMeta);
    const newestLast = (own.length > 0 ? own : messages).sort((a, b) => this.orderOf(a) - this.orderOf(b));
    return newestLast.at(-1);
  }

  #link(uuid: string, parent: string): void {
    const before = this.#parents.get(uuid);
    if (before !== undefined) this.#children.get(before)?.delete(uuid);
    this.#parents.set(uuid, parent);
    const children = this.#children.get(parent) ?? new Set();
    this.#children.set(parent, children.add(uuid));
  }

  /** Messages that a compaction kept stand between its summary and what came after it. */
  #keep({ compaction }: ChainEntry): void {
    if (compaction?.anchor === undefined) return;
    const { anchor, kept, segment } = compaction;
    if (kept) {
      const [first] = kept;
      const last = kept.at(-1);
      if (first === undefined || last === undefined || kept.some((uuid) => !this.#entries.has(uuid))) return;
      for (const [index, uuid] of kept.entries()) this.#link(uuid, kept[index - 1] ?? anchor);
      this.#moveBehind(anchor, first, last);
    } else if (segment) {
      if (this.#entries.has(segment.head)) this.#link(segment.head, anchor);
      this.#moveBehind(anchor, segment.head, segment.tail);
    }
  }

  /** All that came after the anchor, but for the first that was kept, now comes after the last. */
  #moveBehind(anchor: string, first: string, last: string): void {
    const after = this.#children.get(anchor);
    this.#left -= after?.size ?? 0;
    if (!after || this.#left < 0) return;
    for (const uuid of [...after]) if (uuid !== first) this.#link(uuid, last);
  }
}

function isOfConversation({ isAside, type, kind }: ChainEntry): boolean {
  return !isAside && type !== 'progress' && !(type === 'attachment' && kind === 'fork_briefing');
}
