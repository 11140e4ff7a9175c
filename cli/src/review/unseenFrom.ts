import { lengthOf, type Pair, type Side } from './pair.ts';
import { batches, linesIn, type Range, readBatch } from './wholeLines.ts';

/**
 * A Claude Code that had the conversation open inside while lines of the host were pushed knows nothing of them, and goes on from
 * before them: then both sides went on.
 * @param files of the host and of the mirror, open
 * @returns where in the host's file the first message is that what is new in the mirror does not follow; undefined when it follows all
 */
export function unseenFrom(
  files: { readonly host: { readonly fd: number }; readonly mirror: { readonly fd: number } },
  pair: Pair,
  news: Range,
): number | undefined {
  if (pair.pushedFrom === undefined) return undefined;
  const parent = parentOf(linksIn(files.mirror.fd, pair, ownRanges('mirror', pair, news)));
  if (parent === undefined) return undefined;
  let unseen: number | undefined;
  const pushed = { from: pair.pushedFrom, end: lengthOf(pair.known.host) };
  for (const { uuid, isMessage, at } of linksIn(files.host.fd, pair, [pushed])) {
    if (uuid === parent) unseen = undefined;
    else if (isMessage) unseen ??= at;
  }
  return unseen;
}

/** Whether there is anything of the conversation in what is new in the mirror, and not only what stands beside it. */
export function hasLinks(mirror: { readonly fd: number }, pair: Pair, news: Range): boolean {
  return !linksIn(mirror.fd, pair, ownRanges('mirror', pair, news)).next().done;
}

/** Whether the user or the model said something in what is new on the host. */
export function hasMessages(host: { readonly fd: number }, pair: Pair, news: Range): boolean {
  for (const { isMessage } of linksIn(host.fd, pair, ownRanges('host', pair, news)))
    if (isMessage) return true;
  return false;
}

/** What is new on a side without what came from the other. */
function ownRanges(side: Side, { skip }: Pair, { from, end }: Range): Range[] {
  if (skip?.side !== side) return [{ from, end }];
  return [
    { from, end: skip.from },
    { from: skip.from + skip.length, end },
  ];
}

/** Within how many lines a line may stand before the one that it follows. Seen: four (2.1.305). */
const maxAhead = 1000;

/** What lines go on from, which need not stand in their order. */
function parentOf(links: Iterable<Link>): string | undefined {
  const found: Link[] = [];
  for (const link of links) if (found.push(link) >= maxAhead) break;
  const own = new Set(found.map(({ uuid }) => uuid));
  return found.find(({ parent }) => parent !== undefined && !own.has(parent))?.parent;
}

/** A line of the conversation, as they hang together. */
interface Link {
  readonly uuid: string;
  /** Undefined where it is the first. */
  readonly parent: string | undefined;
  /** Of the user or the model. */
  readonly isMessage: boolean;
  /** Where it begins. */
  readonly at: number;
}

/** In a conversation the lines of its agents are left out. */
function* linksIn(fd: number, { mirror }: Pair, ranges: readonly Range[]): Generator<Link> {
  const isAgent = mirror.includes('/');
  for (const range of ranges)
    for (const batch of batches(fd, range)) {
      const { bytes } = readBatch(fd, batch);
      for (const { line } of linesIn(bytes)) {
        const link = linkOf(line, isAgent);
        if (link) yield { ...link, at: batch.from + line.byteOffset - bytes.byteOffset };
      }
    }
}

/** Longer ones are not parsed for that. */
const maxLine = 16 * 1024 * 1024;

function linkOf(line: Buffer, isAgent: boolean): Omit<Link, 'at'> | undefined {
  if (line.length > maxLine || !line.includes('"parentUuid"')) return undefined;
  try {
    const { uuid, parentUuid, logicalParentUuid, isSidechain, type } = JSON.parse(line.toString());
    if (typeof uuid !== 'string' || (isSidechain === true && !isAgent) || type === 'progress')
      return undefined;
    // Where a conversation was compacted it begins anew, and says what was before.
    const parent = [parentUuid, logicalParentUuid].find((each) => typeof each === 'string');
    return { uuid, parent, isMessage: type === 'user' || type === 'assistant' };
  } catch {
    return undefined;
  }
}
