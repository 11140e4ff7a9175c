import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseManifest } from '@claude-sessions/core/snapshots/manifestText.ts';
import { pieceNames } from '@claude-sessions/core/snapshots/pieceName.ts';
import type { Snapshot } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { UserError } from '../host/errors.ts';
import { readTextIfAny } from '../host/files.ts';
import { marked } from '../restic/marked.ts';
import type { Restic } from '../restic/Restic.ts';
import { backUpFolder } from '../restic/resticFolder.ts';
import { snapshotsFolder, storeOf } from '../snapshots/storePlace.ts';
import { withStore } from '../snapshots/withStore.ts';
import { linkFiles } from './linkFiles.ts';
import { projectOf } from './projectOf.ts';

/** Where in the repository the files of a snapshot lie, as they do in a home. */
export const storePath = '.claude-sessions/snapshots';

/** Is there while restic works for snapshots. */
export const markOf = (home: string) => join(storeOf(home).root, 'for-restic', 'working');

export interface KeptInRepository {
  /** Restic's id of it. */
  readonly id: string;
  /** Bytes that the repository did not have yet. */
  readonly added: number;
}

/**
 * Puts a snapshot down in a repository of restic too: its list of files and the pieces that they are made of, which the next one has in common with it.
 * Killed at any moment, what the repository had is there, and the next run goes on.
 * @throws UserError
 */
export async function keepInRepository(
  home: string,
  snapshot: Snapshot,
  restic: Restic,
): Promise<KeptInRepository> {
  const { root } = storeOf(home);
  const name = basename(snapshotsFolder(home, snapshot.project));
  const folder = join(root, 'for-restic', name);
  return await withStore(
    home,
    async () => {
      const paths = await withStore(home, async () => await layOut(home, snapshot, folder));
      const words = {
        kind: 'snapshot',
        project: await projectOf(snapshot.project),
        folder: snapshot.project,
        id: snapshot.id,
        reason: snapshot.reason,
        files: `${paths}`,
        ...(snapshot.name !== undefined && { name: snapshot.name }),
      };
      return await marked(restic, markOf(home), () => backUpFolder(restic, folder, words));
    },
    'restic',
  );
}

/** @returns how many files the snapshot has */
async function layOut(home: string, snapshot: Snapshot, folder: string): Promise<number> {
  const { root } = storeOf(home);
  const manifest = join(snapshotsFolder(home, snapshot.project), snapshot.id);
  const parsed = parseManifest((await readTextIfAny(manifest)) ?? '');
  if (!parsed) throw new UserError(`The snapshot ${snapshot.id} is gone.`, 'Take a new one.');
  const files = snapshot.sides.flatMap((side) => side.files);
  const paths = new Set([
    `of/${basename(snapshotsFolder(home, snapshot.project))}/${snapshot.id}`,
    ...parsed.sides.flatMap(({ lists }) => lists.map((list) => `lists/${list}`)),
    ...files.flatMap(({ pieces }) => pieceNames(pieces).map((piece) => `pieces/${piece}`)),
  ]);
  await mkdir(join(folder, storePath), { recursive: true, mode: 0o700 });
  linkFiles(root, join(folder, storePath), paths);
  return files.length;
}
