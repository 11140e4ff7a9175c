import { counted } from '@claude-sessions/core/counted.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import type { Snapshot } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { UsageError, UserError } from '../host/errors.ts';
import { idsIn, StoreReader } from './readStore.ts';
import { snapshotsFolder } from './storePlace.ts';
import type { SnapshotRequest } from './takeSnapshot.ts';

/** Those of a project, the newest first. What several of them have in common is in memory once. */
export async function listSnapshots({ home, project }: SnapshotRequest): Promise<Snapshot[]> {
  const folder = snapshotsFolder(home, project);
  const reader = new StoreReader(home);
  const found: Snapshot[] = [];
  for (const id of (await idsIn(folder)).reverse()) {
    const snapshot = await reader.read(folder, id);
    if (snapshot) found.push(snapshot);
  }
  return found;
}

/** The snapshot of an id, or of the only id or name that begins so. @throws UserError when there is none, or several */
export async function findSnapshot(request: SnapshotRequest, id: string): Promise<Snapshot> {
  const wanted = id.trim().toLowerCase();
  if (wanted === '') throw new UsageError('The id is empty.', 'See `claude-sessions snapshot --list`.');
  const all = await listSnapshots(request);
  const exact = all.filter((each) => each.id.toLowerCase() === wanted || each.name?.toLowerCase() === wanted);
  const found =
    exact.length > 0
      ? exact
      : all.filter(
          (each) =>
            each.id.toLowerCase().startsWith(wanted) ||
            each.id.toLowerCase().endsWith(`-${wanted}`) ||
            each.name?.toLowerCase().startsWith(wanted),
        );
  const [first] = found;
  if (!first)
    throw new UserError(
      `There is no snapshot ${shownLine(id, 80)}.`,
      'See `claude-sessions snapshot --list`.',
    );
  if (found.length === 1) return first;
  throw new UserError(
    `${counted(found.length, 'snapshot')} begin with ${shownLine(id, 80)}.`,
    `Write more of the id: ${found
      .slice(0, 5)
      .map((each) => each.id)
      .join(', ')}${found.length > 5 ? ', …' : ''}`,
  );
}
