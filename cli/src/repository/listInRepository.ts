import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { UserError } from '../host/errors.ts';
import type { Restic } from '../restic/Restic.ts';
import { type ResticSnapshot, resticSnapshots } from '../restic/resticSnapshots.ts';
import { snapshotId } from '../snapshots/readStore.ts';
import { projectOf } from './projectOf.ts';

/** A snapshot, as a repository of restic tells of it. */
export interface InRepository {
  /** Ours; the same as where it was taken. */
  readonly id: string;
  /** Restic's own. */
  readonly restic: string;
  readonly at: number;
  readonly host: string;
  /** Where the project lay there. */
  readonly folder: string;
  readonly reason: string;
  readonly name?: string | undefined;
  readonly files: number;
}

/** Those of a project, of all machines, the newest first. @throws UserError */
export async function listInRepository(restic: Restic, project: string): Promise<InRepository[]> {
  const found = await resticSnapshots(restic, { kind: 'snapshot', project: await projectOf(project) });
  return found.reverse().flatMap((each) => inRepository(each) ?? []);
}

function inRepository({ id: restic, at, host, words }: ResticSnapshot): InRepository | undefined {
  const id = words.get('id') ?? '';
  if (!snapshotId.test(id)) return undefined;
  return {
    ...{ id, restic, at, host, folder: words.get('folder') ?? '', reason: words.get('reason') ?? 'asked' },
    ...(words.has('name') && { name: words.get('name') }),
    files: Number(words.get('files') ?? 0) || 0,
  };
}

/**
 * The newest, or the one of an id, ours or restic's, or of the only id or name that begins so.
 * @throws UserError when there is none, or several
 */
export async function findInRepository(
  restic: Restic,
  project: string,
  wanted: string | undefined,
): Promise<InRepository> {
  const all = await listInRepository(restic, project);
  const word = wanted?.trim().toLowerCase() ?? '';
  const names = (each: InRepository) =>
    [each.id, each.restic, each.id.slice(-4), each.name ?? ''].map((text) => text.toLowerCase());
  const exact = all.filter((each) => names(each).includes(word));
  const found =
    word === ''
      ? all.slice(0, 1)
      : exact.length > 0
        ? exact
        : all.filter((each) => names(each).some((name) => name.startsWith(word)));
  const [first] = found;
  if (!first)
    throw new UserError(
      word === ''
        ? `${restic.shown} has no snapshot of this project.`
        : `${restic.shown} has no snapshot ${shownLine(wanted ?? '', 80)} of this project.`,
      'See `claude-sessions snapshot --list --from REPOSITORY`.',
    );
  if (new Set(found.map(({ id }) => id)).size > 1)
    throw new UserError(
      `${found.length} snapshots begin with ${shownLine(wanted ?? '', 80)}.`,
      `Write more of the id: ${found
        .slice(0, 5)
        .map(({ id }) => id)
        .join(', ')}`,
    );
  return first;
}
