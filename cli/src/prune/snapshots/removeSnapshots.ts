import { join } from 'node:path';
import type { Snapshot } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { sayingDiskFull } from '../../host/diskFull.ts';
import { removeFile, writeText } from '../../host/files.ts';
import { snapshotsFolder, storeOf } from '../../snapshots/storePlace.ts';
import { sweepStore } from '../../snapshots/sweepStore.ts';
import { withStore } from '../../snapshots/withStore.ts';

/**
 * Takes snapshots away, and the pieces that no other has. Killed meanwhile, some are gone, and what they alone had goes with the next that is
 * taken; the others are whole.
 */
export async function removeSnapshots(home: string, going: readonly Snapshot[]): Promise<void> {
  const place = storeOf(home);
  const mark = join(place.root, 'writing');
  await sayingDiskFull('run it again', () =>
    withStore(home, async () => {
      // On a full disk this is what makes room.
      await writeText(mark, '', 0o600).catch(() => undefined);
      for (const { project, id } of going) await removeFile(join(snapshotsFolder(home, project), id));
      await sweepStore(place);
      await removeFile(mark);
    }),
  );
}
