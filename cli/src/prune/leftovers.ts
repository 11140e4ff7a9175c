import { readdir } from 'node:fs/promises';
import { configLabel, folderLabel } from '@claude-sessions/core/container/ownContainer.ts';
import { containerConfigDir, containerHome } from '@claude-sessions/core/containerPaths.ts';
import { formerFolder } from '../facts/formerPlaces.ts';
import { type Engine, type ListedContainer, listContainers } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { runProcess } from '../host/runProcess.ts';
import { devContainerVolumes, isHomeOf, isVolumeOf } from '../workspace/findVolumes.ts';
import { type KnownProject, knownProjects, whereaboutsOf } from '../workspace/knownProjects.ts';
import { type Mirror, mirrorsOf } from '../workspace/preparedProject.ts';

/** A volume that only a project that is gone had. */
export interface LeftVolume {
  readonly name: string;
  /** It has the whole home of the container's user. */
  readonly home: boolean;
  /** As the engine says it; undefined when it does not. */
  readonly size: string | undefined;
}

/** What is left of a project that is gone. */
export interface Leftover {
  readonly project: KnownProject;
  /** Its disk may only not be mounted. */
  readonly uncertain: boolean;
  /** The folder of the project that has taken over what was here. */
  readonly adoptedBy: string | undefined;
  readonly volumes: readonly LeftVolume[];
  /** Of the folder that is gone: they cannot be started again. */
  readonly containers: readonly LeftContainer[];
  /** Conversations on this host, which stay; their folder. */
  readonly host: { readonly folder: string; readonly conversations: number };
  /** Folders that the container wrote for review, with conversations in them; they stay too. */
  readonly mirrors: readonly Mirror[];
}

export interface LeftContainer {
  readonly id: string;
  readonly name: string;
  readonly running: boolean;
  /** Its conversations are in a volume; otherwise they would go with it. */
  readonly keepsElsewhere: boolean;
}

/**
 * What is left of every project of this user that is gone, or was taken over by another. Only looks.
 * @throws UserError when the engine does not answer: what it has could not be told
 */
export async function findLeftovers(engine: Engine, home: string): Promise<Leftover[]> {
  const gone: Omit<Leftover, 'volumes' | 'containers' | 'host' | 'mirrors'>[] = [];
  for (const project of await knownProjects(home)) {
    const adoptedBy = project.identity?.adoptedBy;
    const whereabouts = await whereaboutsOf(project, home);
    const isGone = whereabouts === 'gone' || whereabouts === 'unknown';
    // Where another folder is now, the id is that one's.
    if (isGone) gone.push({ project, uncertain: whereabouts === 'unknown' && !adoptedBy, adoptedBy });
  }
  if (gone.length === 0) return [];
  const listed = await listContainers(engine, [folderLabel]);
  const names = await devContainerVolumes(engine);
  if ('reason' in listed || !names) {
    throw new UserError(
      `The container engine "${engine.command}" does not answer${'reason' in listed ? `: ${listed.reason}` : '.'}`,
      'Start it, or name another with --docker-path: volumes may be left there.',
    );
  }
  const sizes = await volumeSizes(engine);
  return Promise.all(
    gone.map(async (each) => ({
      ...each,
      volumes: names
        .filter((name) => isVolumeOf(name, each.project.id))
        .map((name) => ({
          name,
          home: isHomeOf(name, each.project.id),
          size: sizes.get(name),
        })),
      containers: listed.flatMap((container) => leftContainer(container, each.project)),
      host: await hostConversations(each.project, home),
      mirrors: (await mirrorsOf(each.project.preparedFolder)).filter(
        ({ conversations }) => conversations > 0,
      ),
    })),
  );
}

/** None where the engine says it in another way; Podman does. */
async function volumeSizes({ command, signal }: Engine): Promise<Map<string, string>> {
  const args = ['system', 'df', '--verbose', '--format', '{{json .Volumes}}'];
  // It looks through every image and volume there is.
  const { stdout } = await runProcess({ command, args, signal, timeoutMs: 20_000 });
  try {
    const volumes: unknown = JSON.parse(stdout);
    const rows = (Array.isArray(volumes) ? volumes : []) as { Name?: unknown; Size?: unknown }[];
    return new Map(
      rows.flatMap(({ Name, Size }) =>
        typeof Name === 'string' && typeof Size === 'string' ? [[Name, Size]] : [],
      ),
    );
  } catch {
    return new Map();
  }
}

/** Known by its labels, and by the id in its mounts: of a folder that is gone nothing else is left to know it by. */
function leftContainer(
  { container, imageLabels }: ListedContainer,
  { folder, id, preparedFolder }: KnownProject,
): LeftContainer[] {
  const { labels, mounts, name, running } = container;
  if (folderLabel in imageLabels || configLabel in imageLabels || labels[folderLabel] !== folder) return [];
  const isOurs = mounts.some(({ source }) => isVolumeOf(source, id) || source.startsWith(preparedFolder));
  if (!isOurs) return [];
  const keepsElsewhere = mounts.some(
    ({ target, type }) => (target === containerConfigDir || target === containerHome) && type === 'volume',
  );
  return [{ id: container.id, name, running, keepsElsewhere }];
}

async function hostConversations(project: KnownProject, home: string): Promise<Leftover['host']> {
  const folder = await formerFolder(project, home);
  const names = await readdir(folder).catch(() => []);
  return { folder, conversations: names.filter((name) => name.endsWith('.jsonl')).length };
}
