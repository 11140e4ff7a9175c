import type { SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { sessionOf } from '@claude-sessions/core/snapshots/sessionOf.ts';
import type { ListedFile } from '@claude-sessions/core/snapshots/stateListing.ts';
import { isUntouched } from './isUntouched.ts';
import { keepFile } from './keepFile.ts';
import type { StoreWriter } from './StoreWriter.ts';
import type { VolumeTree } from './VolumeTree.ts';

interface KeepOptions {
  readonly writer: StoreWriter;
  /** `pieces/` of the store. */
  readonly folder: string;
  /** Only these conversations. */
  readonly sessions?: readonly string[] | undefined;
}

interface KeptVolume {
  readonly files: readonly SnapshotFile[];
  readonly newBytes: number;
  readonly newFiles: number;
}

/** What is written again within so long could have the same time. */
const coarseTime = 2100;

/**
 * Keeps what belongs to conversations in a volume. What is as it was kept is not read.
 * @param known what snapshots have of it
 */
export async function keepVolume(
  tree: VolumeTree,
  known: ReadonlyMap<string, SnapshotFile>,
  { writer, folder, sessions }: KeepOptions,
): Promise<KeptVolume> {
  const wanted = sessions && new Set(sessions.map((id) => id.toLowerCase()));
  const listedAt = Date.now();
  const listed = (await tree.collect()).filter(
    ({ path }) => !wanted || wanted.has(sessionOf(path)?.toLowerCase() ?? ''),
  );
  const files: SnapshotFile[] = [];
  const changed: ListedFile[] = [];
  for (const file of listed) {
    const before = known.get(file.path);
    if (before && isUntouched(before, file)) files.push(before);
    else if (file.size === 0) files.push({ ...file, pieces: [] });
    else changed.push(file);
  }
  let [newBytes, newFiles] = [0, 0];
  const take = async (file: ListedFile, fd: number) => {
    const before = known.get(file.path);
    const kept = await keepFile(fd, {
      ...{ writer, folder, chains: before ? [before.pieces] : [] },
      isLines: file.path.endsWith('.jsonl'),
    });
    newBytes += kept.newBytes;
    if (kept.newBytes > 0) newFiles++;
    const size = kept.pieces.at(-1)?.end ?? 0;
    const isSure = size === file.size && listedAt - changedAtOf(file) > coarseTime;
    files.push({ ...file, size, inode: isSure ? file.inode : '', pieces: kept.pieces });
  };
  if (changed.length > 0) await tree.read(changed, take);
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), newBytes, newFiles };
}

/** When anything of it was changed, in milliseconds: a container may give a file any other time. */
const changedAtOf = ({ inode }: ListedFile) => Number(inode.slice(inode.indexOf('-') + 1)) * 1000;
