import { activeChain } from '../activeChain.ts';
import { isSaid } from '../ChainLink.ts';
import type { TranscriptLink } from '../TranscriptLink.ts';

/** What a conversation has up to a message. */
export interface UpTo {
  /** Lines of it, by their places. */
  readonly kept: readonly number[];
  /** Boundaries of compactions behind whose summary nothing is kept, by their places. */
  readonly emptied: ReadonlySet<number>;
}

/**
 * The lines up to a message, of which a client that resumes them goes on from that message: branches beside it that would be taken
 * instead are left out, and a compaction that begins behind it.
 * @param lines those of the conversation itself, in the order of the file
 * @param uuid of the message; it occurs among them
 */
export function upToMessage(lines: readonly TranscriptLink[], uuid: string): UpTo {
  const until = placeOf(lines, uuid);
  const wanted = beforeBoundary(lines.slice(0, until + 1).map((link, place) => ({ link, place })));
  const target = lines[until]?.uuid;
  const emptied = new Set(
    wanted.flatMap(({ link, place }) => (isMade(link) && anchorOf(link) === target ? place : [])),
  );
  const seen = wanted.map(({ link, place }) => ({
    link: emptied.has(place) ? { ...link, compaction: { isRewind: false } } : link,
    place,
  }));
  const leftOut = besides(seen.map(({ link }) => link));
  return { kept: seen.flatMap(({ link, place }) => (leftOut.has(link.uuid) ? [] : place)), emptied };
}

/**
 * Where a message stands. A prompt that was queued has the uuid of that time as well: what a client would go on from, and what was
 * written later, is looked through first.
 */
function placeOf(lines: readonly TranscriptLink[], uuid: string): number {
  const first = new Map<string, number>();
  for (const [index, each] of lines.entries()) if (!first.has(each.uuid)) first.set(each.uuid, index);
  const chain = activeChain(lines).links;
  const end = chain.reduce((most, each) => Math.max(most, first.get(each.uuid) ?? -1), -1);
  const ahead = named([...chain, ...lines.slice(end + 1)], uuid);
  return ahead ? (first.get(ahead.uuid) ?? -1) : lines.indexOf(named(lines, uuid) as TranscriptLink);
}

const named = (lines: readonly TranscriptLink[], uuid: string) =>
  lines.find((each) => each.uuid === uuid) ?? lines.find(({ queuedAs }) => queuedAs === uuid);

interface Placed {
  readonly link: TranscriptLink;
  readonly place: number;
}

const isMade = ({ compaction }: TranscriptLink) => compaction !== undefined && !compaction.isRewind;
const anchorOf = ({ compaction }: TranscriptLink) => compaction?.anchor;

/** What a compaction kept, as far as it is named. */
function keptBy({ compaction }: TranscriptLink): unknown[] {
  const { kept, segment } = compaction ?? {};
  return [...(kept ?? []), ...(segment ? [segment.head, segment.tail] : [])];
}

/** Without a compaction that begins behind the last message: what it kept ends the branch, or what stood before it. */
function beforeBoundary(lines: readonly Placed[]): readonly Placed[] {
  const said = lines.findLastIndex(({ link }) => isSaid(link));
  const at = lines.findIndex(({ link }, index) => index > said && isMade(link));
  const boundary = lines[at]?.link;
  if (!boundary) return lines;
  const before = lines.slice(0, at);
  const kept = new Set(
    anchorOf(boundary) === boundary.uuid ? [] : [...keptBy(boundary), boundary.logicalParentUuid],
  );
  const last = before.findLastIndex(({ link }) => kept.has(link.uuid));
  const older = before.findLast(({ link }) => link.compaction !== undefined)?.link;
  const isOlder =
    last >= 0 && older && !older.compaction?.isRewind && keptBy(older).includes(before[last]?.link.uuid);
  const anchor = isOlder ? before.findLastIndex(({ link }) => link.uuid === anchorOf(older)) : -1;
  const end = Math.max(last, anchor);
  const found = end < 0 ? before : before.slice(0, end + 1);
  return found.some(({ link }) => link.type !== 'progress') ? found : lines;
}

/** So many are left out one by one, as each is found; where there are more, all that is beside the message. */
const mostBranches = 20;

/** The uuids of branches that a client would go on from in the place of the message that is last. */
function besides(lines: readonly TranscriptLink[]): ReadonlySet<string> {
  const leftOut = new Set<string>();
  const last = lines.at(-1);
  if (!last) return leftOut;
  const plain = lines.map((each) => (each.isTeam ? { ...each, isTeam: false } : each));
  const end: TranscriptLink = {
    uuid: ' end',
    parentUuid: last.uuid,
    type: 'system',
    isSidechain: false,
    isMeta: false,
    isTeam: false,
    ...(last.time !== undefined && { time: last.time }),
    calls: [],
    results: [],
  };
  const wanted = activeChain([...plain, end]).links;
  const wantedIds = new Set(wanted.map(({ uuid }) => uuid));
  const branches = new Branches(lines, wanted);
  if (!wanted[0] || branches.start === undefined) return leftOut;
  for (const each of lines) {
    const isStray =
      each.compaction !== undefined &&
      branches.isBeside(each) &&
      !keptBy(each).some((uuid) => branches.live.has(uuid as string));
    if (isStray) branches.leaveOut(each, leftOut);
  }
  branches.leaveOutBelow(leftOut);
  for (let left = mostBranches; left > 0; left--) {
    const { links, terminal } = activeChain(plain.filter(({ uuid }) => !leftOut.has(uuid)));
    const isWanted = links.length === wantedIds.size && links.every(({ uuid }) => wantedIds.has(uuid));
    if (isWanted || !terminal || leftOut.has(terminal.uuid) || !branches.isBeside(terminal)) return leftOut;
    branches.leaveOut(terminal, leftOut);
    branches.leaveOutBelow(leftOut);
  }
  for (const each of lines) if (branches.isBeside(each)) leftOut.add(each.uuid);
  return leftOut;
}

class Branches {
  /** Where the wanted chain begins in the file. */
  readonly start: number | undefined;
  /** Lines that the wanted chain stands on. */
  readonly live = new Set<string>();
  readonly #lines: readonly TranscriptLink[];
  readonly #byUuid: ReadonlyMap<string, TranscriptLink>;
  readonly #first = new Map<string, number>();

  constructor(lines: readonly TranscriptLink[], wanted: readonly TranscriptLink[]) {
    this.#lines = lines;
    this.#byUuid = new Map(lines.map((each) => [each.uuid, each]));
    for (const [index, { uuid }] of lines.entries()) if (!this.#first.has(uuid)) this.#first.set(uuid, index);
    this.start = this.#first.get(wanted[0]?.uuid ?? '');
    for (const uuid of [lines.at(-1)?.uuid ?? '', ...wanted.map((each) => each.uuid)])
      for (let at = this.#byUuid.get(uuid); at && !this.live.has(at.uuid); at = this.#parent(at))
        this.live.add(at.uuid);
  }

  #parent({ parentUuid }: TranscriptLink): TranscriptLink | undefined {
    return parentUuid === null ? undefined : this.#byUuid.get(parentUuid);
  }

  isBeside({ uuid }: TranscriptLink): boolean {
    const start = this.start ?? 0;
    return !this.live.has(uuid) && (this.#first.get(uuid) ?? start) >= start;
  }

  /** A branch, from where it parts from the rest. */
  leaveOut({ uuid }: TranscriptLink, leftOut: Set<string>): void {
    for (
      let at = this.#byUuid.get(uuid);
      at && this.isBeside(at) && !leftOut.has(at.uuid);
      at = this.#parent(at)
    )
      leftOut.add(at.uuid);
  }

  /** All that hangs on what is left out. */
  leaveOutBelow(leftOut: Set<string>): void {
    for (const each of this.#lines)
      if (each.parentUuid !== null && leftOut.has(each.parentUuid)) leftOut.add(each.uuid);
  }
}
