import { activeChain } from '@claude-sessions/core/conversations/activeChain.ts';
import {
  type MergeDraft,
  mergeDraft,
  nameInMark,
} from '@claude-sessions/core/conversations/merge/mergeBlock.ts';
import { SaidTurns } from '@claude-sessions/core/conversations/merge/SaidTurns.ts';
import type { TranscriptLink } from '@claude-sessions/core/conversations/TranscriptLink.ts';
import type { JsonRecord } from '@claude-sessions/core/verify/jsonRecord.ts';
import { UserError } from '../../host/errors.ts';
import { openRegular } from '../../host/files.ts';
import type { FoundConversation } from '../findConversations.ts';
import { ensureHost } from '../ownTranscript.ts';
import { recordOf, transcriptLines } from '../transcriptLines.ts';
import { endOf, type ReadLinks, readLinks } from './readLinks.ts';

/** What a merge would add. */
export interface MergePlan {
  readonly fork: FoundConversation;
  readonly into: FoundConversation;
  /** The transcript that is added to, as it was read. */
  readonly path: string;
  readonly inode: bigint;
  readonly read: ReadLinks;
  /** What its next line hangs on. */
  readonly parentUuid: string;
  /** The uuid of the last line of the branch in which something was said. */
  readonly last: string;
  /** Undefined where all of it was merged before. */
  readonly draft: MergeDraft | undefined;
}

/**
 * Works out what was said in a branch since it parted from a conversation, or since it was merged into it. Nothing is written.
 * @throws UserError where they have nothing in common, or one of them is not of this host
 */
export async function planMerge(fork: FoundConversation, into: FoundConversation): Promise<MergePlan> {
  if (fork.id === into.id)
    throw new UserError('A conversation cannot be merged into itself.', 'Name another one.');
  for (const each of [fork, into])
    await ensureHost(each, 'Conversations of this host are merged: `claude-sessions share` brings it here.');
  const target = await reading(into, async (fd, path) => ({ path, read: readLinks(fd) }));
  const { inode, value } = target;
  const end = endOf(value.read.links);
  if (!end) throw new UserError(`The conversation ${into.id} has no message.`, 'Name another one.');
  const said = (await reading(fork, async (fd) => saidSince(fd, fork, into, value.read))).value;
  const base = { fork, into, path: value.path, inode, read: value.read, parentUuid: end.uuid };
  return { ...base, last: said.last, draft: said.turns.length === 0 ? undefined : mergeDraft(said.turns) };
}

interface Opened<T> {
  readonly inode: bigint;
  readonly value: T;
}

async function reading<T>(
  conversation: FoundConversation,
  read: (fd: number, path: string) => Promise<T>,
): Promise<Opened<T>> {
  const { path, dispose } = await conversation.open();
  try {
    const handle = await openRegular(path, true);
    if (!handle) throw new UserError(`${path} is no regular file.`, 'Look what is there.');
    try {
      const { ino } = await handle.stat({ bigint: true });
      return { inode: ino, value: await read(handle.fd, path) };
    } finally {
      await handle.close();
    }
  } finally {
    await dispose();
  }
}

async function saidSince(fd: number, fork: FoundConversation, into: FoundConversation, target: ReadLinks) {
  const { links, size } = readLinks(fd);
  const chain = activeChain(links).links;
  const live = chain.findLastIndex(sharedWith(liveLinks(target.links)));
  const common = live < 0 ? chain.findLastIndex(sharedWith(target.links)) : live;
  if (common < 0) {
    throw new UserError(
      `The conversation ${fork.id} is not a branch of ${into.id}: they have no message in common.`,
      'See `claude-sessions merge` for those that can be merged.',
    );
  }
  const mark = target.marks.findLast((each) => each.fork === fork.id);
  const merged = mark ? chain.findIndex(({ uuid }) => nameInMark(uuid) === mark.last) : -1;
  const wanted = chain.slice(Math.max(common, merged) + 1);
  const records = recordsOf(fd, size, new Set(wanted.map(({ uuid }) => uuid)));
  const turns = new SaidTurns();
  for (const { uuid } of wanted) {
    const record = records.get(uuid);
    if (record) turns.add(record);
  }
  return { turns: turns.turns, last: turns.turns.at(-1)?.uuid ?? mark?.last ?? chain[common]?.uuid ?? '' };
}

/** Whether a line of a branch is one of some others as well, by its uuid or by that of which it is a copy. */
function sharedWith(links: readonly TranscriptLink[]): (link: TranscriptLink) => boolean {
  const known = new Set(
    links.flatMap(({ uuid, copiedFrom }) => (copiedFrom === undefined ? uuid : [uuid, copiedFrom])),
  );
  return ({ uuid, copiedFrom }) => known.has(uuid) || (copiedFrom !== undefined && known.has(copiedFrom));
}

/** What a client goes on from, and what stood before its compactions: not what another branch in the file has. */
function liveLinks(links: readonly TranscriptLink[]): TranscriptLink[] {
  const byUuid = new Map(links.map((each) => [each.uuid, each]));
  const live = new Set(activeChain(links).links.map(({ uuid }) => uuid));
  const walked = new Set<string>();
  for (let at = endOf(links); at && !walked.has(at.uuid); ) {
    walked.add(at.uuid);
    at = byUuid.get(at.parentUuid ?? at.logicalParentUuid ?? '');
  }
  return links.filter(({ uuid }) => live.has(uuid) || walked.has(uuid));
}

/** So much of what was said is kept at once; more is never shown. */
const mostText = 16 * 1024 * 1024;

/** Messages by their uuids; the newest of them where they are too many. */
function recordsOf(fd: number, size: number, wanted: ReadonlySet<string>): Map<string, JsonRecord> {
  const found = new Map<string, { record: JsonRecord; length: number }>();
  let length = 0;
  for (const { bytes } of transcriptLines(fd, size)) {
    const record = bytes.length > mostText ? undefined : recordOf(bytes);
    if (typeof record?.uuid !== 'string' || !wanted.has(record.uuid)) continue;
    if (record.type !== 'user' && record.type !== 'assistant') continue;
    const { uuid } = record;
    length += bytes.length - (found.get(uuid)?.length ?? 0);
    found.delete(uuid);
    found.set(uuid, { record: { ...record, toolUseResult: undefined }, length: bytes.length });
    for (const [first, each] of found) {
      if (length <= mostText) break;
      length -= each.length;
      found.delete(first);
    }
  }
  return new Map([...found].map(([uuid, { record }]) => [uuid, record]));
}
