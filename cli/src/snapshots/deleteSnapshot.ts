import { join } from 'node:path';
import type { Snapshot } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { removeFile } from '../host/files.ts';
import { forgetLastRollback, pinnedIn } from './lastRollback.ts';
import { snapshotsFolder, storeOf } from './storePlace.ts';
import { sweepStore } from './sweepStore.ts';
import type { SnapshotRequest } from './takeSnapshot.ts';
import { withStore } from './withStore.ts';

/** Deletes a snapshot, and what no other has. A rollback that needs it cannot be undone any more. */
export async function deleteSnapshot({ home, project }: SnapshotRequest, { id }: Snapshot): Promise<void> {
  await withStore(home, async () => {
    const folder = snapshotsFolder(home, project);
    if ((await pinnedIn(folder)).includes(id)) await forgetLastRollback(folder);
    await removeFile(join(folder, id));
    await sweepStore(storeOf(home));
  });
}
