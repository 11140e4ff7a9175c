import type { Snapshot, SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { hostFiles, volumeFiles } from './hostFiles.ts';
import { idsIn, StoreReader } from './readStore.ts';
import { snapshotsFolder } from './storePlace.ts';

/** What the snapshots of a project know of its files. */
export interface LastKnown {
  readonly last: Snapshot | undefined;
  /** Each by the newest that has it, back to the newest of all of the project. */
  readonly known: ReadonlyMap<string, SnapshotFile>;
  /** Names of plans. */
  readonly named: ReadonlySet<string>;
}

interface Whose {
  readonly home: string;
  readonly project: string;
}

export async function lastOf({ home, project }: Whose): Promise<LastKnown> {
  const folder = snapshotsFolder(home, project);
  const reader = new StoreReader(home);
  const known = new Map<string, SnapshotFile>();
  const named = new Set<string>();
  let last: Snapshot | undefined;
  for (const id of (await idsIn(folder)).reverse()) {
    const snapshot = await reader.read(folder, id);
    last ??= snapshot;
    for (const file of hostFiles(snapshot)) if (!known.has(file.path)) known.set(file.path, file);
    for (const name of snapshot?.plans ?? []) named.add(name);
    if (snapshot && !snapshot.sessions) break;
  }
  return { last, known, named };
}

/** Files of a volume, each by the newest snapshot that has it, back to the newest of all of the volume. */
export async function lastOfVolume(
  { home, project }: Whose,
  volume: string,
): Promise<ReadonlyMap<string, SnapshotFile>> {
  const folder = snapshotsFolder(home, project);
  const reader = new StoreReader(home);
  const known = new Map<string, SnapshotFile>();
  for (const id of (await idsIn(folder)).reverse()) {
    const snapshot = await reader.read(folder, id);
    const files = volumeFiles(snapshot, volume);
    for (const file of files ?? []) if (!known.has(file.path)) known.set(file.path, file);
    if (files && !snapshot?.sessions) break;
  }
  return known;
}
