import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pieceNames } from '@claude-sessions/core/snapshots/pieceName.ts';
import type { Snapshot, SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { isKnownPrefix } from '@claude-sessions/core/snapshots/sameContent.ts';
import { isTranscript, sessionOf } from '@claude-sessions/core/snapshots/sessionOf.ts';
import { hostFiles } from '../../snapshots/hostFiles.ts';
import { pinnedIn } from '../../snapshots/lastRollback.ts';
import { idsIn, StoreReader } from '../../snapshots/readStore.ts';
import { snapshotsFolder, storeOf } from '../../snapshots/storePlace.ts';

export interface SnapshotRules {
  /** Taken so long ago, in milliseconds. */
  readonly olderThan?: number | undefined;
  /** So many of the newest stay, of each project. */
  readonly keepLast?: number | undefined;
  /** Also those that alone have a conversation, or more of one. */
  readonly onlyCopies?: boolean | undefined;
}

export interface SnapshotChoice {
  readonly going: readonly Snapshot[];
  /** That alone have a conversation, or more of one, which is not on this host any more, or shorter. */
  readonly onlyCopies: readonly { readonly snapshot: Snapshot; readonly sessions: readonly string[] }[];
  /** Bytes that nothing needs any more then. */
  readonly bytes: number;
}

/** Which snapshots may go. Only looks. @param project of all projects, if absent @throws UserError when one is damaged */
export async function chooseSnapshots(
  {
    home,
    configDir,
    project,
  }: { readonly home: string; readonly configDir: string; readonly project?: string | undefined },
  rules: SnapshotRules,
  now: number,
): Promise<SnapshotChoice> {
  const all = await readAll(home);
  const wanted = project === undefined ? undefined : snapshotsFolder(home, project);
  const going: Snapshot[] = [];
  const onlyCopies: SnapshotChoice['onlyCopies'][number][] = [];
  for (const [folder, snapshots] of all) {
    if (wanted !== undefined && folder !== wanted) continue;
    const candidates = await candidatesOf(folder, snapshots, rules, now);
    // From the newest on: what two of those that go have stays in the newer one.
    const staying = snapshots.filter((each) => !candidates.includes(each));
    for (const snapshot of candidates) {
      const sessions = await onlyIn(configDir, snapshot, staying);
      if (sessions.length > 0) onlyCopies.push({ snapshot, sessions });
      if (sessions.length > 0 && !rules.onlyCopies) staying.push(snapshot);
      else going.push(snapshot);
    }
  }
  return { going, onlyCopies, bytes: bytesOf(going, [...all.values()].flat()) };
}

/** By their folders, the newest first. */
async function readAll(home: string): Promise<Map<string, Snapshot[]>> {
  const reader = new StoreReader(home);
  const { of } = storeOf(home);
  const found = new Map<string, Snapshot[]>();
  for (const name of await readdir(of).catch(() => [])) {
    const folder = join(of, name);
    const snapshots: Snapshot[] = [];
    for (const id of (await idsIn(folder)).reverse()) {
      const snapshot = await reader.read(folder, id);
      if (snapshot) snapshots.push(snapshot);
    }
    found.set(folder, snapshots);
  }
  return found;
}

async function candidatesOf(
  folder: string,
  snapshots: readonly Snapshot[],
  { olderThan, keepLast }: SnapshotRules,
  now: number,
): Promise<Snapshot[]> {
  const pinned = new Set(await pinnedIn(folder));
  return snapshots.filter(
    ({ id, takenAt }, index) =>
      !pinned.has(id) &&
      (keepLast === undefined || index >= keepLast) &&
      (olderThan === undefined || now - takenAt > olderThan),
  );
}

/** Conversations of which nothing else has as much: neither this host, nor another snapshot. */
async function onlyIn(
  configDir: string,
  snapshot: Snapshot,
  staying: readonly Snapshot[],
): Promise<string[]> {
  const found = new Set<string>();
  for (const side of snapshot.sides)
    for (const file of side.files) {
      const session = sessionOf(file.path);
      if (session === undefined || !isTranscript(file.path) || found.has(session)) continue;
      if (side.place.kind === 'host' && (await isOnHost(configDir, file))) continue;
      if (!staying.some((other) => holds(other, side.place, file))) found.add(session);
    }
  return [...found];
}

/** A transcript only grows: one that is as long has what was kept. */
async function isOnHost(configDir: string, { path, size }: SnapshotFile): Promise<boolean> {
  const stats = await lstat(join(configDir, path)).catch(() => undefined);
  return stats?.isFile() === true && stats.size >= size;
}

function holds(other: Snapshot, place: Snapshot['sides'][number]['place'], file: SnapshotFile): boolean {
  const files =
    place.kind === 'host'
      ? hostFiles(other)
      : other.sides.flatMap((side) =>
          side.place.kind === 'container' && side.place.volume === place.volume ? side.files : [],
        );
  return files.some((each) => each === file || (each.path === file.path && isKnownPrefix(file, each)));
}

function bytesOf(going: readonly Snapshot[], all: readonly Snapshot[]): number {
  const gone = new Set(going);
  const needed = new Set(all.filter((each) => !gone.has(each)).flatMap(piecesOf));
  const free = new Set(going.flatMap(piecesOf).filter((name) => !needed.has(name)));
  return [...free].reduce((sum, name) => sum + lengthOf(name), 0);
}

const piecesOf = ({ sides }: Snapshot) =>
  sides.flatMap(({ files }) => files.flatMap(({ pieces }) => pieceNames(pieces)));

function lengthOf(name: string): number {
  const [start = 0, end = 0] = name
    .slice(name.indexOf('/') + 1)
    .split('-')
    .map(Number);
  return end - start;
}
