import { createHash } from 'node:crypto';
import type { TakenCheckpoints } from '@claude-sessions/core/review/checkpointsForHost.ts';
import { isIdentity } from '@claude-sessions/core/review/mapLine.ts';
import type { Sides } from '@claude-sessions/core/review/pathMap.ts';
import type { NotTaken } from '@claude-sessions/core/review/whyNotTaken.ts';
import { fileStateOf, sameState } from '../verify/fileState.ts';
import { type Carrier, canCopy, type Part } from './Carrier.ts';
import { grown, hashOfBytes, joined, type News, newsIn, withKnown } from './carry.ts';
import type { Journal } from './Journal.ts';
import { forHost, forMirror, sessionOf } from './makers.ts';
import { lengthOf, nothingKnown, type Pair, type Side } from './pair.ts';
import { ChangedMeanwhile, type OpenFile, type SideFolder } from './SideFolder.ts';
import { commonPart, Source } from './Source.ts';
import { TitleFinder } from './TitleFinder.ts';
import { hasLinks, hasMessages, unseenFrom } from './unseenFrom.ts';
import { batches, readBatch, readRange } from './wholeLines.ts';

/** What a run has at hand. */
export interface Review {
  readonly sides: Readonly<Record<Side, SideFolder>>;
  readonly journal: Journal;
  readonly carrier: Carrier;
  /** How paths are named on both sides. */
  readonly paths: Sides;
  /** The real path of the workspace folder. */
  readonly realFolder: string;
  /** What the host takes of the container's checkpoints. */
  readonly checkpoints: TakenCheckpoints | undefined;
  /** Directions that are wanted. */
  readonly pulls: boolean;
  readonly pushes: boolean;
  /** True while Claude Code on this host has a conversation open. */
  isOpen(session: string): Promise<boolean>;
}

/** What became of a conversation, or of one of its files. */
export type Outcome =
  | { readonly kind: 'same' }
  | { readonly kind: 'pushed' | 'pulled' }
  /** What was written in the container is a conversation of its own on the host: a path below `projects/`. */
  | { readonly kind: 'forked'; readonly to: string }
  /** Not now: it is open on this host, or being written, or there are too many at once. Of which side the news are. */
  | { readonly kind: 'waiting'; readonly side: Side; readonly because: 'open' | 'written' | 'many' }
  | { readonly kind: 'damaged'; readonly how: string }
  /** A container may leave files that only its root can read, or what is no file. */
  | { readonly kind: 'unreadable'; readonly why: string }
  /** Deleted on the host; the mirror has it still. */
  | { readonly kind: 'gone' };

export interface Synced {
  readonly outcome: Outcome;
  readonly notTaken: readonly NotTaken[];
}

const nothingLeft: readonly NotTaken[] = [];
const only = (outcome: Outcome): Synced => ({ outcome, notTaken: nothingLeft });
const same = only({ kind: 'same' });

/** How often it is looked again when somebody writes at the same time, and when each look gets on. */
const maxTurns = { idle: 5, all: 1000 };

/** Carries what is new of one conversation, either way. */
export async function syncTranscript(review: Review, mirror: string): Promise<Synced> {
  const { journal } = review;
  for (let turn = 0, idle = 0; ; turn++) {
    const pair = journal.pairs.get(mirror);
    if (!pair) return same;
    if (journal.isPending(mirror)) return only({ kind: 'unreadable', why: 'it was being written' });
    try {
      return await syncOnce(review, pair);
    } catch (error) {
      if (journal.pairs.get(mirror) === pair) idle++;
      if (!(error instanceof ChangedMeanwhile) || idle > maxTurns.idle || turn > maxTurns.all) throw error;
    }
  }
}

async function syncOnce(review: Review, pair: Pair): Promise<Synced> {
  const { sides, journal } = review;
  if (pair.damaged !== undefined) return only({ kind: 'damaged', how: pair.damaged });
  const hostStats = sides.host.stats(pair.host);
  const mirrorStats = sides.mirror.stats(pair.mirror);
  const isSame =
    hostStats &&
    mirrorStats &&
    sameState(pair.known.host.state, fileStateOf(hostStats)) &&
    sameState(pair.known.mirror.state, fileStateOf(mirrorStats));
  if (isSame) return same;
  if (!mirrorStats) {
    if (!hostStats) journal.add({ dropped: pair.mirror });
    return hostStats && review.pushes
      ? await pushAnew(review, { mirror: pair.mirror, host: pair.host })
      : same;
  }
  if (!mirrorStats.isFile()) return only({ kind: 'damaged', how: 'it is no file any more' });
  return await sides.mirror.read(pair.mirror, async (mirror) => {
    if (!hostStats) return await withoutHost(review, pair, mirror);
    return await sides.host.read(pair.host, async (host) => {
      const news = { host: newsIn(host, pair.known.host), mirror: newsIn(mirror, pair.known.mirror) };
      if (!news.mirror) {
        const isShorter = Number(mirror.stats.size) < lengthOf(pair.known.mirror);
        const how = isShorter ? 'it is shorter than it was' : 'what was there before is another';
        journal.add({ pair: { ...pair, damaged: how } });
        return only({ kind: 'damaged', how });
      }
      const joinedPair = {
        ...pair,
        known: { host: joined(host, pair.known.host), mirror: joined(mirror, pair.known.mirror) },
      };
      if (!news.host) return await rewritten(review, joinedPair, { host, mirror }, news.mirror);
      return await carry(review, joinedPair, { host, mirror }, { host: news.host, mirror: news.mirror });
    });
  });
}

interface Both<T> {
  readonly host: T;
  readonly mirror: T;
}

async function carry(review: Review, pair: Pair, files: Both<OpenFile>, news: Both<News>): Promise<Synced> {
  const isNew = (side: Side) => lengthOfNews(pair, side, news[side]) > 0;
  const session = sessionOf(pair.host.slice(pair.host.indexOf('/') + 1));
  if (isNew('mirror') && isNew('host') && !pair.skip && catchUp(review, pair, files))
    throw new ChangedMeanwhile(pair.mirror);
  if (isNew('mirror')) {
    if (!review.pulls) return only({ kind: 'waiting', side: 'mirror', because: 'written' });
    const unseen = unseenFrom(files, pair, news.mirror);
    const bothWrote = isNew('host');
    if (unseen !== undefined || (bothWrote && isDivergence(review, pair, files, news))) {
      if (pair.mirror.includes('/')) return only({ kind: 'damaged', how: 'both sides wrote it' });
      return await fork(review, pair, files, { base: unseen ?? news.host.from, news: news.mirror });
    }
    if (await review.isOpen(session)) return only({ kind: 'waiting', side: 'mirror', because: 'open' });
    const { make, notTaken } = forHost(forPaths(review), pair, review.journal.parentsOf(pair.mirror));
    const { pushedFrom: _, ...followed } = pair;
    const before = hasLinks(files.mirror, pair, news.mirror) ? followed : pair;
    if (bothWrote) {
      if (news.host.isTorn) return only({ kind: 'waiting', side: 'mirror', because: 'written' });
      const isAdded = review.carrier.appendBehind(before, files.mirror, news.mirror, news.host.size, make);
      const { outcome } = review.pushes ? await syncTranscript(review, pair.mirror) : same;
      return { outcome: isAdded && outcome.kind === 'same' ? { kind: 'pulled' } : outcome, notTaken };
    }
    carryNews(review, before, 'mirror', files.mirror, news, make);
    const after = review.journal.pairs.get(pair.mirror)?.known.host;
    const isLonger = after !== undefined && lengthOf(after) > lengthOf(pair.known.host);
    return { outcome: { kind: isLonger ? 'pulled' : 'same' }, notTaken };
  }
  if (isNew('host')) {
    if (!review.pushes) return only({ kind: 'waiting', side: 'host', because: 'written' });
    if (news.mirror.isTorn) return only({ kind: 'waiting', side: 'host', because: 'written' });
    const pushed = hasMessages(files.host, pair, news.host) ? withPushed(pair) : pair;
    carryNews(review, pushed, 'host', files.host, news, forMirror(review.paths, renamed(pair)));
    return only({ kind: 'pushed' });
  }
  remember(review, pair, files);
  return same;
}

/** What is pulled behind what the host has as well is carried at once. */
const longestBehind = 64 * 1024 * 1024;

const endOf = ({ from, length }: NonNullable<Pair['skip']>): number => from + length;

/** Both sides have news: whether each went on with the conversation, or one only wrote what stands beside it, as a title. */
function isDivergence(review: Review, pair: Pair, files: Both<OpenFile>, news: Both<News>): boolean {
  const { from, end } = news.mirror;
  const isBehind = !pair.skip || (pair.skip.side === 'host' && endOf(pair.skip) === news.host.size);
  if (!isBehind || end - from > longestBehind) return true;
  return (
    hasLinks(files.mirror, pair, news.mirror) &&
    hasMessages(files.host, pair, news.host) &&
    says(review, pair, files.mirror, news.mirror)
  );
}

/** Whether of what is new in the mirror anything comes along. */
function says(review: Review, pair: Pair, { fd }: OpenFile, news: News): boolean {
  const { make } = forHost(forPaths(review), pair, review.journal.parentsOf(pair.mirror));
  for (const range of batches(fd, news)) if (make(readBatch(fd, range), 1).bytes.length > 0) return true;
  return false;
}

/**
 * What one side has from the other is known, though it was not remembered: a machine that lost its power may have kept the lines
 * and not the journal.
 * @returns true when more is known than before
 */
function catchUp(review: Review, pair: Pair, { host, mirror }: Both<OpenFile>): boolean {
  const { journal, paths } = review;
  const { known } = pair;
  const pushed = commonPart(host, forMirror(paths, renamed(pair)), mirror, {
    one: known.host,
    other: known.mirror,
  });
  if (lengthOf(pushed.other) > lengthOf(known.mirror)) {
    journal.add({ pair: { ...withPushed(pair), known: { host: pushed.one, mirror: pushed.other } } });
    return true;
  }
  const parents: [string, string | null][] = [];
  const { make } = forHost(forPaths(review), pair, journal.parentsOf(pair.mirror));
  const noting: typeof make = (bytes, number) => {
    const made = make(bytes, number);
    for (const [uuid, parent] of made.parents ?? []) parents.push([uuid, parent]);
    return made;
  };
  const pulled = commonPart(mirror, noting, host, { one: known.mirror, other: known.host });
  if (lengthOf(pulled.other) === lengthOf(known.host)) return false;
  journal.add({ pair: { ...pair, known: { host: pulled.other, mirror: pulled.one } }, parents });
  return true;
}

/** A pair of which lines of the host are pushed. */
const withPushed = (pair: Pair): Pair => ({
  ...pair,
  pushedFrom: pair.pushedFrom ?? lengthOf(pair.known.host),
});

/** What is new without what came from the other side. */
const lengthOfNews = (pair: Pair, side: Side, { from, end }: News): number =>
  end - from - (pair.skip?.side === side ? pair.skip.length : 0);

/** Nothing is new: a later look need not read. */
function remember({ journal }: Review, pair: Pair, files: Both<OpenFile>): void {
  let known = pair;
  for (const side of ['host', 'mirror'] as const) {
    const { stats } = files[side];
    const part = known.known[side];
    const isAll = lengthOf(part) === Number(stats.size);
    if (isAll && !sameState(part.state, fileStateOf(stats)))
      known = withKnown(known, side, { ...part, state: fileStateOf(stats) });
  }
  if (known !== pair) journal.add({ pair: known });
}

/** Carries the news of a side, past what came from the other. */
function carryNews(
  { carrier, journal }: Review,
  pair: Pair,
  from: Side,
  file: OpenFile,
  news: Both<News>,
  make: ReturnType<typeof forMirror>,
): void {
  const size = news[from === 'host' ? 'mirror' : 'host'].size;
  const { skip, ...plain } = pair;
  if (skip?.side !== from) {
    carrier.append(pair, from, file, news[from], size, make);
    return;
  }
  const before = carrier.append(pair, from, file, { from: news[from].from, end: skip.from }, size, make);
  const end = skip.from + skip.length;
  const bytes = readRange(file.fd, { from: skip.from, end });
  const part = grown(before.known[from], { length: bytes.length, hash: hashOfBytes(bytes) }, 1);
  const past = withKnown({ ...plain, known: before.known }, from, part);
  journal.add({ pair: past });
  if (end < news[from].end) throw new ChangedMeanwhile(pair.mirror);
}

/** The ids of a conversation on both sides, when they differ. */
export function renamed({
  host,
  mirror,
}: Pick<Pair, 'host' | 'mirror'>): { from: string; to: string } | undefined {
  const [from, to] = [sessionOf(host.slice(host.indexOf('/') + 1)), sessionOf(mirror)];
  return from === to ? undefined : { from, to };
}

/** A pair of files that were there on both sides: the same is what the mirror has of the host's lines, the rest of either is news. */
export async function compared({ sides, paths }: Review, of: Pick<Pair, 'host' | 'mirror'>): Promise<Pair> {
  return await sides.host.read(of.host, (host) =>
    sides.mirror.read(of.mirror, (mirror) => {
      const part = commonPart(host, forMirror(paths, renamed(of)), mirror);
      return { ...of, known: { host: part.one, mirror: part.other } };
    }),
  );
}

/** Makes the mirror's file, or makes it again, of all that the host has. @param there what is replaced */
export async function pushAnew(review: Review, pair: Omit<Pair, 'known'>, there?: OpenFile): Promise<Synced> {
  const { sides, carrier } = review;
  await sides.host.read(pair.host, async (host) => {
    const source = new Source(host, forMirror(review.paths, renamed(pair)));
    const isSame = canCopy && isIdentity(review.paths, renamed(pair));
    const part = isSame ? source.copied() : source.rest();
    await carrier.create(pair, 'mirror', [part], () => source.known, host.stats, there);
  });
  return only({ kind: 'pushed' });
}

/** Makes the host's file of all that the mirror has; none as long as that says nothing. */
export async function pullAnew(review: Review, pair: Pick<Pair, 'host' | 'mirror'>): Promise<Synced> {
  const { sides, carrier } = review;
  return await sides.mirror.read(pair.mirror, async (mirror) => {
    const { make, notTaken } = forHost(forPaths(review), pair, new Map());
    const source = new Source(mirror, make);
    const made = await carrier.create(pair, 'host', [source.rest()], () => source.known, mirror.stats);
    if (made) return { outcome: { kind: 'pulled' }, notTaken };
    const isAll = lengthOf(source.known) === Number(mirror.stats.size);
    const known = {
      host: nothingKnown,
      mirror: { ...source.known, ...(isAll && { state: fileStateOf(mirror.stats) }) },
    };
    review.journal.add({ pair: { host: pair.host, mirror: pair.mirror, known } });
    return { outcome: { kind: 'same' }, notTaken };
  });
}

const forPaths = ({ paths, realFolder, checkpoints }: Review) => ({ sides: paths, realFolder, checkpoints });

/** False of a conversation that says nothing until now. */
export const wasOnHost = ({ known }: Pair): boolean => lengthOf(known.host) > 0;

/** The host's file is gone: what the container goes on with is a conversation again. */
async function withoutHost(review: Review, pair: Pair, mirror: OpenFile): Promise<Synced> {
  const news = newsIn(mirror, pair.known.mirror);
  const isNew = news ? lengthOfNews(pair, 'mirror', news) > 0 : true;
  if (!isNew || !review.pulls) return wasOnHost(pair) ? only({ kind: 'gone' }) : same;
  return await pullAnew(review, pair);
}

/** The host's file is not what it was: Claude Code wrote it anew, or somebody put another there. It is the host's to say. */
async function rewritten(review: Review, pair: Pair, files: Both<OpenFile>, news: News): Promise<Synced> {
  const { mirror, host } = pair;
  if (lengthOfNews(pair, 'mirror', news) === 0)
    return review.pushes ? await pushAnew(review, { mirror, host, pushedFrom: 0 }, files.mirror) : same;
  if (!review.pulls) return only({ kind: 'waiting', side: 'mirror', because: 'written' });
  return await fork(review, pair, files, 'all');
}

/** Of a copy within the host no path changes. */
const nowhere: Sides = { host: '/@nowhere', container: '/@nowhere' };

/** All that the mirror has, or what is new in it behind what the host has up to `base`. */
type ForkOf = 'all' | { readonly base: number; readonly news: News };

/** Both sides went on: what the container wrote becomes a conversation of its own on the host. */
async function fork(
  review: Review,
  pair: Pair,
  { host, mirror }: Both<OpenFile>,
  of: ForkOf,
): Promise<Synced> {
  const { carrier, journal } = review;
  const folder = pair.host.slice(0, pair.host.indexOf('/'));
  const before = sessionOf(pair.host.slice(folder.length + 1));
  const session = madeId(before, pair.mirror, of === 'all' ? 'all' : `${of.base} ${of.news.from}`);
  const next = { mirror: pair.mirror, host: `${folder}/${session}.jsonl` };
  const { make, notTaken } = forHost(
    forPaths(review),
    next,
    of === 'all' ? new Map() : journal.parentsOf(pair.mirror),
  );
  const title = new TitleFinder();
  const renaming = forMirror(nowhere, { from: before, to: session });
  const watched =
    (inner: typeof make): typeof make =>
    (bytes, number) => {
      const made = inner(bytes, number);
      title.take(made.bytes);
      return made;
    };
  const source = new Source(mirror, watched(make), of === 'all' ? undefined : pair.known.mirror);
  const parts: Part[] = [];
  if (of !== 'all') {
    const copied = (from: number, end: number) =>
      parts.push({ fd: host.fd, range: { from, end }, number: 1, make: watched(renaming) });
    copied(0, of.base);
    // What the host has from the mirror behind its own.
    if (pair.skip?.side === 'host') copied(pair.skip.from, endOf(pair.skip));
  }
  if (of !== 'all' && pair.skip?.side === 'mirror') {
    const { from, length } = pair.skip;
    parts.push(source.upTo(from), source.passed(from + length));
  }
  parts.push(source.rest(), { bytes: () => title.line(session) });
  await carrier.create(next, 'host', parts, () => source.known, undefined);
  // Its files belong to the new conversation.
  const own = `${sessionOf(pair.mirror)}/`;
  for (const path of [...journal.pairs.keys()]) if (path.startsWith(own)) journal.add({ dropped: path });
  return { outcome: { kind: 'forked', to: next.host }, notTaken };
}

/** An id that is made of what it is for, so that a killed run makes it again. */
export function madeId(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\0')).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}
