import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { journalOf, usualJournal } from '../review/journalOf.ts';
import { type KnownProject, knownProjects } from '../workspace/knownProjects.ts';
import { keptMirrors, mirrorInUse } from '../workspace/preparedProject.ts';
import { FolderSource } from './FolderSource.ts';

/** A folder that a container writes in place of the host's conversations, and what was carried of it. */
export interface MirrorSource {
  readonly source: FolderSource;
  readonly journal: string;
  /** The folder of the project, as it is named. */
  readonly project: string;
}

/** The mirrors of a project, or of all: that in use, and those that were set aside. */
export async function mirrorSources(
  projects: readonly KnownProject[],
  project: string | undefined,
): Promise<MirrorSource[]> {
  const found: MirrorSource[] = [];
  for (const each of projects) {
    const isReviewed = await lstat(join(each.preparedFolder, preparedNames.review)).catch(() => undefined);
    if (!isReviewed) continue;
    const real = await realpath(each.folder).catch(() => each.folder);
    if (project === undefined || real === project) found.push(...(await mirrorsOf(each, real)));
  }
  return found;
}

async function mirrorsOf({ preparedFolder }: KnownProject, project: string): Promise<MirrorSource[]> {
  const used = await mirrorInUse(preparedFolder);
  const kept = await keptMirrors(preparedFolder);
  return [
    ...(used === undefined ? [] : [{ path: used, journal: usualJournal(preparedFolder) }]),
    ...kept.map(({ path }) => ({ path, journal: journalOf(preparedFolder, path, used !== undefined) })),
  ].map(({ path, journal }) => ({
    source: new FolderSource({ kind: 'mirror' }, new Map([['', path]])),
    journal,
    project,
  }));
}

/** What this host remembers of its projects; nothing is loaded where there are none. */
export async function projectsOf(home: string): Promise<KnownProject[]> {
  const names = await readdir(join(home, '.claude-sessions')).catch(() => []);
  return names.length === 0 ? [] : await knownProjects(home);
}
