import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseManifest } from '@claude-sessions/core/snapshots/manifestText.ts';
import type { Snapshot } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { isKnownPrefix } from '@claude-sessions/core/snapshots/sameContent.ts';
import { isTranscript } from '@claude-sessions/core/snapshots/sessionOf.ts';
import { whichToThin } from '@claude-sessions/core/snapshots/whichToThin.ts';
import { removeFile } from '../host/files.ts';
import { hostFiles } from './hostFiles.ts';
import { pinnedIn } from './lastRollback.ts';
import { idsIn, StoreReader } from './readStore.ts';
import type { StorePlace } from './storePlace.ts';
import { sweepStore } from './sweepStore.ts';

/**
 * Takes away snapshots that nobody asked for and that are many, and what only they had. One that has a file which the next has not, or more of a
 * transcript, stays: it may be wanted back.
 */
export async function thinOut(place: StorePlace, folder: string, now: number): Promise<void> {
  const ids = await idsIn(folder);
  const heads = [];
  for (const id of ids) {
    const parsed = parseManifest(await readFile(join(folder, id), 'utf8'));
    if (parsed) heads.push(parsed.head);
  }
  const many = new Set(whichToThin(heads, now).map(({ id }) => id));
  for (const id of await pinnedIn(folder)) many.delete(id);
  if (many.size === 0) return;
  const reader = new StoreReader(join(place.root, '..', '..'));
  let hasRemoved = false;
  let next: Snapshot | undefined;
  for (const id of ids.toReversed()) {
    const snapshot = await reader.read(folder, id);
    if (snapshot && next && many.has(id) && holdsAll(next, snapshot)) {
      await removeFile(join(folder, id));
      hasRemoved = true;
    } else if (snapshot && !snapshot.sessions) next = snapshot;
  }
  if (hasRemoved) await sweepStore(place);
}

/** True when a later snapshot has every file of an earlier one, and no transcript shorter or otherwise. */
function holdsAll(later: Snapshot, earlier: Snapshot): boolean {
  const files = new Map(hostFiles(later).map((file) => [file.path, file]));
  return earlier.sides.every(
    ({ place, files: before }) =>
      place.kind === 'host' &&
      before.every((file) => {
        const now = files.get(file.path);
        return now === file || (now !== undefined && (!isTranscript(file.path) || isKnownPrefix(file, now)));
      }),
  );
}
