import { type ChainLink, isAside, isSaid } from './ChainLink.ts';

/** No conversation was compacted so often that more lines would have to be moved; a container may name one line again and again. */
const mostMoved = 1_000_000;

/**
 * The lines of a transcript as the graph that they are: each names the one before it. A uuid may stand there several times, and
 * then its last line counts, at the place of the first; the line that another names may be missing. Which branch goes on is the rule of a
 * client that resumes the conversation, for all who ask.
 */
export class Chain<Link extends ChainLink> {
  readonly #links = new Map<string, Link>();
  /** How far down in the file the last line of a uuid stands. */
  readonly #order = new Map<string, number>();
  /** Where what a compaction kept was put behind its summary. */
  readonly #moved = new Map<string, string | undefined>();
  /** Of the lines from which others are moved, what hangs on them. */
  readonly #children = new Map<string, Set<string>>();
  #left = mostMoved;

  /** @param lines as they stand in the file, each as often as it does */
  constructor(readonly lines: readonly Link[]) {
    for (const [index, link] of lines.entries()) {
      this.#links.set(link.uuid, link);
      this.#order.set(link.uuid, index);
    }
    const compactions = [...this.all()].flatMap(({ compaction }) => compaction ?? []);
    if (compactions.length === 0) return;
    for (const { anchor } of compactions) if (anchor !== undefined) this.#children.set(anchor, new Set());
    for (const { uuid, parentUuid } of this.all()) this.#children.get(parentUuid ?? '')?.add(uuid);
    for (const each of compactions) this.#keep(each);
  }

  /** Each once, in the order in which they first occur. */
  all(): IterableIterator<Link> {
    return this.#links.values();
  }

  get(uuid: string | null | undefined): Link | undefined {
    return this.#links.get(uuid ?? '');
  }

  /** The uuid of the line before it, which need not be there. */
  parentIdOf({ uuid }: ChainLink): string | undefined {
    if (this.#moved.has(uuid)) return this.#moved.get(uuid);
    return this.#links.get(uuid)?.parentUuid ?? undefined;
  }

  parentOf(link: ChainLink): Link | undefined {
    return this.get(this.parentIdOf(link));
  }

  /** From the beginning to this one. */
  pathTo(last: Link): Link[] {
    const path = new Set<Link>();
    let link: Link | undefined = last;
    while (link !== undefined && !path.has(link)) {
      path.add(link);
      link = this.parentOf(link);
    }
    return [...path].reverse();
  }

  /** The ends of all branches of the conversation itself, the newest first: what nothing goes on from. */
  ends(): Link[] {
    const counted = [...this.all()].filter(isOfConversation);
    const goneOn = this.#parentsOf(counted);
    return counted
      .filter(({ uuid }) => !goneOn.has(uuid))
      .sort((a, b) => this.#placeOf(b) - this.#placeOf(a));
  }

  /**
   * The message with which the conversation goes on: the newest that anything ends with.
   * `terminal` is the line with which its branch ends; undefined where only a subagent or a team said something.
   */
  newestMessage(): { readonly leaf: Link | undefined; readonly terminal: Link | undefined } {
    const seen = new Set<Link>();
    for (const terminal of this.ends()) {
      const leaf = this.#messageAtOrAbove(terminal, seen);
      if (leaf) return { leaf, terminal };
    }
    return { leaf: this.#newestOfAll(), terminal: undefined };
  }

  #messageAtOrAbove(end: Link, seen: Set<Link>): Link | undefined {
    let link: Link | undefined = end;
    while (link !== undefined && !seen.has(link)) {
      if (isSaid(link)) return link;
      seen.add(link);
      link = this.parentOf(link);
    }
    return undefined;
  }

  /** Where none belongs to the conversation itself: that of a subagent, for example. */
  #newestOfAll(): Link | undefined {
    const goneOn = this.#parentsOf(this.all());
    const ends = [...this.all()].filter(({ uuid }) => !goneOn.has(uuid));
    const messages = ends.flatMap((end) => this.#messageAtOrAbove(end, new Set()) ?? []);
    const own = messages.filter((link) => !isAside(link) && !link.isMeta);
    return (own.length > 0 ? own : messages).sort((a, b) => this.#placeOf(a) - this.#placeOf(b)).at(-1);
  }

  #placeOf({ uuid }: ChainLink): number {
    return this.#order.get(uuid) ?? -1;
  }

  #parentsOf(links: Iterable<Link>): Set<string | undefined> {
    const parents = new Set<string | undefined>();
    for (const each of links) parents.add(this.parentIdOf(each));
    return parents;
  }

  #hang(uuid: string, parent: string | undefined): void {
    this.#children.get(this.parentIdOf({ uuid } as ChainLink) ?? '')?.delete(uuid);
    this.#moved.set(uuid, parent);
    this.#children.get(parent ?? '')?.add(uuid);
  }

  /** Messages that a compaction kept stand between its summary and what came after it. */
  #keep({ anchor, kept, segment }: NonNullable<Link['compaction']>): void {
    if (kept) {
      const uuids = kept.filter((uuid) => typeof uuid === 'string' && this.#links.has(uuid)) as string[];
      if (uuids.length === 0 || uuids.length < kept.length) return;
      for (const [index, uuid] of uuids.entries()) this.#hang(uuid, uuids[index - 1] ?? anchor);
      this.#moveBehind(anchor, uuids[0], uuids.at(-1));
    } else if (segment) {
      if (segment.head !== undefined && this.#links.has(segment.head)) this.#hang(segment.head, anchor);
      this.#moveBehind(anchor, segment.head, segment.tail);
    }
  }

  /** All that came after the anchor, but for the first that was kept, now comes after the last. */
  #moveBehind(anchor: string | undefined, first: string | undefined, last: string | undefined): void {
    const after = this.#children.get(anchor ?? '');
    this.#left -= after?.size ?? 0;
    if (!after || this.#left < 0) return;
    for (const uuid of [...after]) if (uuid !== first) this.#hang(uuid, last);
  }
}

function isOfConversation(link: ChainLink): boolean {
  const { type, kind } = link;
  return !isAside(link) && type !== 'progress' && !(type === 'attachment' && kind === 'fork_briefing');
}
