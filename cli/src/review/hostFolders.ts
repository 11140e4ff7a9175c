import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { foldersBelow } from '../facts/conversationFolders.ts';

/** Where on the host the conversations of a project lie. */
export interface HostFolders {
  /** `projects/` of Claude's config directory. */
  readonly projects: string;
  /** The name there of the folder of the project itself. */
  readonly own: string;
  /** Those of folders below the project, by the conversations that were begun there: a folder may hold those of others. */
  readonly below: readonly {
    readonly name: string;
    readonly ids: ReadonlySet<string>;
  }[];
}

/**
 * @param projectFolder the project's own below `projects/`
 * @param isKnown of which conversations, by their paths below `projects/`, nothing has to be found
 */
export async function findHostFolders(
  projectFolder: string,
  realFolder: string,
  isKnown: (path: string) => boolean,
): Promise<HostFolders> {
  const below = await foldersBelow(projectFolder, realFolder, (path) => !isKnown(path));
  return {
    projects: dirname(projectFolder),
    own: basename(projectFolder),
    below: below.map(({ slug, ids }) => ({ name: slug, ids: new Set(ids) })),
  };
}

/** The ids of all conversations of the host, of any project: a second one of an id would hide both from `--resume`. */
export async function takenSessions(projects: string): Promise<Set<string>> {
  const taken = new Set<string>();
  for (const folder of await readdir(projects).catch(() => [])) {
    const names: string[] = await readdir(join(projects, folder)).catch(() => []);
    for (const name of names) if (name.endsWith('.jsonl')) taken.add(name.slice(0, -'.jsonl'.length));
  }
  return taken;
}

/** Ids of conversations that lie in folders of other projects. @param known where conversations of this one lie */
export async function foreignSessions(
  { projects, own, below }: HostFolders,
  known: Iterable<string>,
): Promise<ReadonlySet<string>> {
  const ours = new Set([own, ...below.map(({ name }) => name), ...known]);
  const found = new Set<string>();
  for (const folder of await readdir(projects).catch(() => [])) {
    if (ours.has(folder)) continue;
    const names: string[] = await readdir(join(projects, folder)).catch(() => []);
    for (const name of names) if (name.endsWith('.jsonl')) found.add(name.slice(0, -'.jsonl'.length));
  }
  return found;
}
