import { fstatSync } from 'node:fs';
import { activeChain } from '@claude-sessions/core/conversations/activeChain.ts';
import { linkOf, type TranscriptLink } from '@claude-sessions/core/conversations/TranscriptLink.ts';
import { openRegular } from '../../host/files.ts';
import type { FoundConversation } from '../findConversations.ts';
import { recordOf, transcriptLines } from '../transcriptLines.ts';
import { readLinks } from './readLinks.ts';

/** A branch that could be merged. */
export interface Mergeable {
  readonly fork: FoundConversation;
  readonly into: FoundConversation;
}

/** A conversation that two clients went on with at the same time: each wrote a branch of its own into one file. */
export interface Parted {
  readonly conversation: FoundConversation;
  /** The last messages of the branches that a client does not go on from. */
  readonly others: readonly string[];
}

/** Read whole where they are no larger, to look for two branches in one file. */
const mostWhole = 64 * 1024 * 1024;
/** The first message is looked for so far. */
const mostHead = 4 * 1024 * 1024;

/** What could be merged among some conversations: of two with the same first message that whose file was made later is the branch. */
export async function findMergeable(
  found: readonly FoundConversation[],
): Promise<{ readonly mergeable: Mergeable[]; readonly parted: Parted[] }> {
  const own = found.filter(
    ({ place, isRemnant, isSidechain }) => place.kind === 'host' && !isRemnant && !isSidechain,
  );
  const roots = new Map<string, Member[]>();
  const parted: Parted[] = [];
  for (let from = 0; from < own.length; from += atOnce) {
    for (const { conversation, root, others } of await Promise.all(
      own.slice(from, from + atOnce).map(lookAt),
    )) {
      if (others.length > 0) parted.push({ conversation, others });
      if (!root) continue;
      const members = roots.get(root.uuid) ?? [];
      members.push({ conversation, madeAt: root.madeAt });
      roots.set(root.uuid, members);
    }
  }
  return { mergeable: [...roots.values()].flatMap(pairsOf), parted };
}

/** Opened at the same time: to open a small file takes longer than to read it. */
const atOnce = 8;

interface Member {
  readonly conversation: FoundConversation;
  /** When its file was made, where the file system says so. */
  readonly madeAt: number;
}

function pairsOf(members: readonly Member[]): Mergeable[] {
  const family = members.toSorted((a, b) => a.madeAt - b.madeAt).map(({ conversation }) => conversation);
  const byId = new Map(family.map((each) => [each.id, each]));
  const first = family.find(({ forkedFrom }) => forkedFrom === undefined || !byId.has(forkedFrom.id));
  return family.flatMap((fork) => {
    const into = byId.get(fork.forkedFrom?.id ?? '') ?? first;
    return into && into !== fork ? { fork, into } : [];
  });
}

interface Looked {
  readonly conversation: FoundConversation;
  readonly root?: Root | undefined;
  readonly others: readonly string[];
}

async function lookAt(conversation: FoundConversation): Promise<Looked> {
  const nothing: Looked = { conversation, others: [] };
  const looked = await withFile(conversation, (fd) => {
    const root = rootIn(fd, conversation.size);
    const mayPart = conversation.size <= mostWhole && hasTwoWays(fd, conversation.size);
    try {
      return { conversation, root, others: mayPart ? partedEnds(readLinks(fd).links) : [] };
    } catch {
      // What cannot be read whole may be a branch all the same.
      return { conversation, root, others: [] };
    }
  });
  return looked ?? nothing;
}

interface Root {
  /** Of the first message, in the conversation where that was written. */
  readonly uuid: string;
  readonly madeAt: number;
}

function rootIn(fd: number, size: number): Root | undefined {
  for (const { bytes } of transcriptLines(fd, Math.min(size, mostHead))) {
    const record = recordOf(bytes);
    const link = record && linkOf(record);
    if (link && !link.isSidechain)
      return { uuid: link.copiedFrom ?? link.uuid, madeAt: fstatSync(fd).birthtimeMs };
  }
  return undefined;
}

const parentMember = Buffer.from('"parentUuid":"');
/** A uuid as the client writes it. */
const uuidLength = 36;

/**
 * False where no two lines follow the same one: then nothing parts, and no line has to be parsed. Lines are known by what the client writes;
 * of others nothing is offered.
 */
function hasTwoWays(fd: number, size: number): boolean {
  const followed = new Set<string>();
  for (const { bytes } of transcriptLines(fd, size)) {
    const at = bytes.indexOf(parentMember);
    if (at < 0) continue;
    const start = at + parentMember.length;
    const parent = bytes.toString('latin1', start, start + uuidLength);
    if (followed.has(parent)) return true;
    followed.add(parent);
  }
  return false;
}

/**
 * Ends of branches that were written at the same time as that which a client goes on from. One that a rewind left ended before the other
 * began.
 */
export function partedEnds(links: readonly TranscriptLink[]): string[] {
  const chain = new Set(activeChain(links).links.map(({ uuid }) => uuid));
  const byUuid = new Map(links.map((each) => [each.uuid, each]));
  const place = new Map(links.map(({ uuid }, index) => [uuid, index]));
  const hasChild = new Set(links.flatMap(({ parentUuid }) => parentUuid ?? []));
  const ends = links.filter(
    ({ uuid, type }) => !chain.has(uuid) && !hasChild.has(uuid) && (type === 'user' || type === 'assistant'),
  );
  const parting = partingIn(chain, byUuid);
  const nextInChain = new Map<string | null, TranscriptLink>();
  for (const each of links)
    if (chain.has(each.uuid) && !nextInChain.has(each.parentUuid)) nextInChain.set(each.parentUuid, each);
  return ends.flatMap((end) => {
    const from = parting(end);
    const other = from === undefined ? undefined : nextInChain.get(from);
    const isLater = other && (place.get(end.uuid) ?? 0) > (place.get(other.uuid) ?? 0);
    return isLater && end.type === 'assistant' ? end.uuid : [];
  });
}

/** Where what a line hangs on parts from a chain; each line is passed once. */
function partingIn(
  chain: ReadonlySet<string>,
  byUuid: ReadonlyMap<string, TranscriptLink>,
): (end: TranscriptLink) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (end) => {
    const passed = new Set<string>();
    let at: TranscriptLink | undefined = end;
    while (at && !chain.has(at.uuid) && !known.has(at.uuid) && !passed.has(at.uuid)) {
      passed.add(at.uuid);
      at = at.parentUuid === null ? undefined : byUuid.get(at.parentUuid);
    }
    const from = at && (chain.has(at.uuid) ? at.uuid : known.get(at.uuid));
    for (const uuid of passed) known.set(uuid, from);
    return from;
  };
}

async function withFile<T>(conversation: FoundConversation, work: (fd: number) => T): Promise<T | undefined> {
  try {
    const { path, dispose } = await conversation.open();
    const handle = await openRegular(path, true);
    try {
      return handle && work(handle.fd);
    } finally {
      await handle?.close();
      await dispose();
    }
  } catch {
    // It went meanwhile, or cannot be read: it is not offered.
    return undefined;
  }
}
