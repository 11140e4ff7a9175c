import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import type { Snapshot, SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { isKnownPrefix } from '@claude-sessions/core/snapshots/sameContent.ts';
import { isTranscript, sessionOf } from '@claude-sessions/core/snapshots/sessionOf.ts';
import type { ContainersOf } from '../conversations/containers/openSide.ts';
import { keptFor } from '../conversations/hostState.ts';
import { sayingDiskFull } from '../host/diskFull.ts';
import { UserError } from '../host/errors.ts';
import { applyChanges, type Change, clearStages } from './applyChanges.ts';
import { listSnapshots } from './findSnapshot.ts';
import { hostFiles } from './hostFiles.ts';
import { type FoundFile, ProjectTree, tops } from './ProjectTree.ts';
import { PlanNames } from './planNames.ts';
import { ensureClosed, openOf } from './rollback.ts';
import { isUntouched, type SnapshotRequest, takeSnapshot } from './takeSnapshot.ts';
import { withStore } from './withStore.ts';
import { readFromSnapshot } from './writeFromSnapshot.ts';

/** How a conversation that was kept compares with what is there. `elsewhere`: it lies in another folder. */
export type KeptState = 'gone' | 'shorter' | 'whole' | 'differs' | 'elsewhere';

/** A conversation that was kept. */
export interface KeptConversation {
  readonly session: string;
  readonly state: KeptState;
  readonly snapshot: Snapshot;
  readonly transcript: SnapshotFile;
  /** Bytes of what is there. */
  readonly size: number;
}

/** What comes back. */
export interface Restored extends KeptConversation {
  readonly files: number;
}

/**
 * The conversations that were kept, each by the snapshot that has the most of it.
 * @param from only those of one snapshot
 */
export async function keptConversations(
  request: SnapshotRequest,
  from?: Snapshot,
): Promise<KeptConversation[]> {
  const snapshots = from ? [from] : await listSnapshots(request);
  const tree = new ProjectTree(request);
  try {
    const kept = mostOf(snapshots);
    const now = await tree.collect(
      new Set([...kept.values()].map(({ transcript }) => transcript.path)),
      new Set(),
    );
    const there = new Map(
      now.flatMap((file) => (isTranscript(file.path) ? [[sessionOf(file.path), file]] : [])),
    );
    const found: KeptConversation[] = [];
    for (const [session, each] of kept) {
      const file = there.get(session);
      found.push({
        session,
        ...each,
        size: file?.size ?? 0,
        state: await stateOf(request.home, tree, each.transcript, file, session),
      });
    }
    return found;
  } finally {
    tree.close();
  }
}

type Most = Pick<KeptConversation, 'snapshot' | 'transcript'>;

/** @param snapshots the newest first */
function mostOf(snapshots: readonly Snapshot[]): Map<string, Most> {
  const found = new Map<string, Most>();
  for (const snapshot of snapshots)
    for (const transcript of hostFiles(snapshot)) {
      const session = isTranscript(transcript.path) ? sessionOf(transcript.path) : undefined;
      if (session === undefined) continue;
      const known = found.get(session);
      const isMore =
        known && transcript.size > known.transcript.size && isKnownPrefix(known.transcript, transcript);
      if (!known || isMore) found.set(session, { snapshot, transcript });
    }
  return found;
}

async function stateOf(
  home: string,
  tree: ProjectTree,
  kept: SnapshotFile,
  now: FoundFile | undefined,
  session: string,
): Promise<KeptState> {
  if (!now) return tree.foreign.has(session) ? 'elsewhere' : 'gone';
  if (isUntouched(kept, now)) return 'whole';
  if (now.path !== kept.path) return 'elsewhere';
  if (now.size >= kept.size)
    return now.size === kept.size && (await isPrefix(home, tree, now, kept)) ? 'whole' : 'differs';
  return (await isPrefix(home, tree, now, kept)) ? 'shorter' : 'differs';
}

/** True when a file that is there is how a kept one begins. */
async function isPrefix(
  home: string,
  tree: ProjectTree,
  now: FoundFile,
  kept: SnapshotFile,
): Promise<boolean> {
  const known = kept.pieces.find(({ end }) => end === now.size)?.hash;
  const wanted = known ?? hashOfKept(home, kept, now.size);
  return wanted === (await tree.read(now.path, async (fd) => hashOfFile(fd, now.size)));
}

function hashOfKept(home: string, kept: SnapshotFile, length: number): string {
  const hash = createHash('sha256');
  let left = length;
  for (const bytes of readFromSnapshot(home, kept)) {
    hash.update(bytes.subarray(0, left));
    left -= Math.min(left, bytes.length);
    if (left === 0) break;
  }
  return hash.digest('hex');
}

function hashOfFile(fd: number, length: number): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(Math.max(length, 1), 1024 * 1024));
  for (let at = 0; at < length; ) {
    const count = readSync(fd, buffer, 0, Math.min(buffer.length, length - at), at);
    if (count === 0) break;
    hash.update(buffer.subarray(0, count));
    at += count;
  }
  return hash.digest('hex');
}

/**
 * Brings back conversations that are gone or are shorter than what was kept, with what belongs to them. What is there besides stays as it is.
 * @throws UserError where one of them is open, or was written meanwhile
 */
export async function restoreConversations(
  request: SnapshotRequest,
  wanted: readonly KeptConversation[],
  { containersOf, takes = true }: { readonly containersOf?: ContainersOf; readonly takes?: boolean },
): Promise<Restored[]> {
  const asked = wanted.filter(({ state }) => state === 'gone' || state === 'shorter');
  if (asked.length === 0) return [];
  ensureClosed(await openOf(request, asked, containersOf));
  const work = async () => {
    const taken = takes ? (await takeSnapshot({ ...request, reason: 'before-restore' })).files : [];
    const kept = new Map(taken.map((file) => [file.path, file]));
    const used = asUsed(await keptFor(request.configDir));
    const tree = new ProjectTree(request);
    try {
      const changes = new Map<string, Change>();
      const found: Restored[] = [];
      for (const each of asked) {
        const own = await changesFor(request.home, tree, each, kept);
        for (const change of own) changes.set(change.path, isTranscript(change.path) ? used(change) : change);
        found.push({ ...each, files: own.length });
      }
      clearStages(tree, tops);
      await applyChanges(request.home, tree, [...changes.values()], async () => undefined);
      return found;
    } finally {
      tree.close();
    }
  };
  return await sayingDiskFull('nothing was changed', () => withStore(request.home, work, 'rollback'));
}

const week = 7 * 24 * 3_600_000;

/** What Claude Code would delete again within a week counts as used now: it goes by the time of the transcript. @param keptFor milliseconds */
function asUsed(keptFor: number): (change: Change) => Change {
  const now = Date.now();
  return (change) =>
    change.to && change.to.changedAt + keptFor < now + week
      ? { ...change, to: { ...change.to, changedAt: now } }
      : change;
}

async function changesFor(
  home: string,
  tree: ProjectTree,
  { session, snapshot, transcript }: KeptConversation,
  kept: ReadonlyMap<string, SnapshotFile>,
): Promise<Change[]> {
  const plans = new PlanNames([]);
  const read = plans.reader();
  for (const bytes of readFromSnapshot(home, transcript)) read(bytes);
  const changes: Change[] = [];
  for (const to of hostFiles(snapshot)) {
    const isOurs = sessionOf(to.path) === session || plans.found.has(to.path.replace(/^plans\//, ''));
    if (!isOurs) continue;
    const now = tree.look(to.path);
    if (!now) changes.push({ path: to.path, to, from: undefined });
    else if (to.path.endsWith('.jsonl') && now.size < to.size && (await isPrefix(home, tree, now, to)))
      changes.push({ path: to.path, to, from: kept.get(to.path) ?? { ...now, pieces: [] } });
  }
  if (!changes.some(({ path }) => path === transcript.path))
    throw new UserError(
      `The conversation ${session} was written meanwhile; nothing was changed.`,
      'Run this again.',
    );
  return changes;
}
