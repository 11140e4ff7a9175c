import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import { listText, manifestText } from '@claude-sessions/core/snapshots/manifestText.ts';
import { pieceNames } from '@claude-sessions/core/snapshots/pieceName.ts';
import type { Snapshot, SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { sayingDiskFull } from '../host/diskFull.ts';
import { UserError } from '../host/errors.ts';
import { removeFile } from '../host/files.ts';
import { marked } from '../restic/marked.ts';
import type { Restic } from '../restic/Restic.ts';
import { fetchFolder } from '../restic/resticFolder.ts';
import { StoreReader } from '../snapshots/readStore.ts';
import { StoreWriter } from '../snapshots/StoreWriter.ts';
import { readFromSnapshot } from '../snapshots/snapshots.ts';
import { snapshotsFolder, storeOf } from '../snapshots/storePlace.ts';
import { withStore } from '../snapshots/withStore.ts';
import { markOf } from './keepInRepository.ts';
import type { InRepository } from './listInRepository.ts';

/** Whose snapshot it becomes here. */
export interface TakeFrom {
  readonly home: string;
  /** The real path of the project's folder on this host. */
  readonly project: string;
}

/**
 * Gets a snapshot out of a repository into the store of this host, where it is as one taken here: what came is held against its hashes first, in a
 * folder of its own, and files are those of the project's folder here. One that is here already stays as it is.
 * @throws UserError when it is not whole
 */
export async function takeFromRepository(
  { home, project }: TakeFrom,
  found: InRepository,
  restic: Restic,
): Promise<Snapshot> {
  const folder = snapshotsFolder(home, project);
  const known = await new StoreReader(home).read(folder, found.id);
  if (known) return known;
  return await sayingDiskFull('nothing was taken', () =>
    withStore(
      home,
      async () => {
        const { root } = storeOf(home);
        clearStages(root);
        const stage = await mkdtemp(join(root, stagePrefix));
        try {
          await marked(restic, markOf(home), () => fetchFolder(restic, found.restic, stage));
          const snapshot = await readStaged(stage, found.id, restic.shown);
          return await withStore(home, () => takeIn(home, stage, ofProject(snapshot, project)));
        } finally {
          await rm(stage, { recursive: true, force: true });
        }
      },
      'restic',
    ),
  );
}

const stagePrefix = 'from-restic-';

/** Of runs that were killed. */
function clearStages(root: string): void {
  for (const name of readdirSync(root).filter((each) => each.startsWith(stagePrefix)))
    rmSync(join(root, name), { recursive: true, force: true });
}

/** Reads every byte of it. */
async function readStaged(stage: string, id: string, shown: string): Promise<Snapshot> {
  const { of } = storeOf(stage);
  const names = existsSync(of) ? readdirSync(of) : [];
  const name = names.find((each) => lstatSync(join(of, each, id), { throwIfNoEntry: false })?.isFile());
  const snapshot = name === undefined ? undefined : await new StoreReader(stage).read(join(of, name), id);
  if (!snapshot)
    throw new UserError(
      `${shown} does not hold what the snapshot ${id} is made of.`,
      'See `restic check --read-data`.',
    );
  for (const { files } of snapshot.sides)
    for (const file of files) for (const _ of readFromSnapshot(stage, file));
  return snapshot;
}

/** As if it had been taken here: the folder of its conversations is called by where the project lies. */
function ofProject(snapshot: Snapshot, project: string): Snapshot {
  const [there, here] = [snapshot.project, project].map((path) => `projects/${projectSlug(path)}`);
  const moved = (path: string) =>
    there !== undefined && (path.startsWith(`${there}/`) || path.startsWith(`${there}-`))
      ? `${here}${path.slice(there.length)}`
      : path;
  const sides = snapshot.sides.map(({ place, files }) => ({
    place,
    files: files
      .map((file): SnapshotFile => ({ ...file, path: moved(file.path), inode: '' }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  }));
  const { code: _, ...rest } = snapshot;
  return { ...(snapshot.project === project ? snapshot : rest), project, sides };
}

async function takeIn(home: string, stage: string, snapshot: Snapshot): Promise<Snapshot> {
  const place = storeOf(home);
  const writer = new StoreWriter(place);
  const mark = join(place.root, 'writing');
  await writer.write(mark, '');
  for (const { files } of snapshot.sides) for (const file of files) movePieces(stage, place.pieces, file);
  const lists = [];
  for (const side of snapshot.sides)
    lists.push({ place: side.place, lists: [await writer.writeList(listText(side.files))] });
  writer.sync();
  const { sides: _, ...head } = snapshot;
  await writer.write(join(snapshotsFolder(home, snapshot.project), snapshot.id), manifestText(head, lists));
  writer.sync();
  await removeFile(mark);
  return snapshot;
}

function movePieces(stage: string, pieces: string, file: SnapshotFile): void {
  for (const name of pieceNames(file.pieces)) {
    const to = join(pieces, name);
    const from = join(storeOf(stage).pieces, name);
    // Several files may have it, and the first one has moved it.
    if (existsSync(to) || !existsSync(from)) continue;
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    renameSync(from, to);
  }
}
