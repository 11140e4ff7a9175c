import { counted } from '@claude-sessions/core/counted.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import type { Snapshot } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { version } from '../../package.json';
import { UserError } from '../host/errors.ts';
import { keepInRepository } from '../repository/keepInRepository.ts';
import { findInRepository, type InRepository, listInRepository } from '../repository/listInRepository.ts';
import { takeFromRepository } from '../repository/takeFromRepository.ts';
import { openRestic } from '../restic/openRestic.ts';
import type { Restic } from '../restic/Restic.ts';
import type { SnapshotRequest } from '../snapshots/snapshots.ts';
import { withProgress } from '../terminal/ask.ts';
import { note, printJson, printResult } from '../terminal/output.ts';

// What `snapshot` and `restore` do with a repository of restic.

interface RepositoryOptions {
  readonly json?: boolean;
  readonly init?: boolean;
  readonly resticPath?: string;
}

/** @param place true where only the settings say which @throws UserError */
export async function openNamed(
  place: string | true,
  { init, resticPath }: RepositoryOptions,
  looks = false,
): Promise<Restic> {
  const repository = place === true ? undefined : place;
  return await openRestic({ repository, init, resticPath, looks }, process.env);
}

export async function keepThere(home: string, snapshot: Snapshot, restic: Restic) {
  return await withProgress(`Keeping it in ${restic.shown} …`, () =>
    keepInRepository(home, snapshot, restic),
  );
}

/** `snapshot --list --from` */
export async function tellRepository(
  { project }: SnapshotRequest,
  place: string | true,
  options: RepositoryOptions,
): Promise<number> {
  const restic = await openNamed(place, options);
  const all = await listInRepository(restic, project);
  if (options.json)
    printJson({
      ...{ schemaVersion: 1, version, repository: restic.shown },
      inRepository: all.map(({ at, name, ...each }) => ({
        ...each,
        keptAt: new Date(at).toISOString(),
        name: name ?? null,
      })),
    });
  else if (all.length === 0) note(`${restic.shown} has no snapshot of this project yet.`);
  else printResult(all.map(lineOf).join('\n'));
  return 0;
}

function lineOf({ id, at, host, folder, files, name }: InRepository): string {
  const time = new Date(at).toLocaleString('sv-SE').slice(0, 16);
  const words = name === undefined ? '' : `  ${shownLine(name, 80)}`;
  return `${id}  ${time}  ${shownLine(host, 60)}:${shownLine(folder, 120)}, ${counted(files, 'file')}${words}`;
}

/** More machines than one person has. */
const most = 20;

/**
 * Gets snapshots out of a repository: the one that is named, or the newest of each machine and folder.
 * @returns the one that is named @throws UserError
 */
export async function getFromRepository(
  { home, project }: SnapshotRequest,
  place: string | true,
  options: RepositoryOptions & { readonly from?: string },
): Promise<Snapshot | undefined> {
  const restic = await openNamed(place, options);
  const get = async (found: InRepository) => await takeFromRepository({ home, project }, found, restic);
  return await withProgress(`Getting snapshots out of ${restic.shown} …`, async () => {
    if (options.from !== undefined) return await get(await findInRepository(restic, project, options.from));
    const newest = new Map<string, InRepository>();
    for (const each of await listInRepository(restic, project)) {
      const where = `${each.host}\0${each.folder}`;
      if (!newest.has(where)) newest.set(where, each);
    }
    if (newest.size === 0)
      throw new UserError(
        `${restic.shown} has no snapshot of this project.`,
        'See `claude-sessions snapshot --to`.',
      );
    for (const each of [...newest.values()].slice(0, most)) await get(each);
    return undefined;
  });
}
