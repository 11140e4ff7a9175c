import { basename, dirname } from 'node:path';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { peerFeatures } from '@claude-sessions/core/features.ts';
import { plainPath, substituteLocal } from '@claude-sessions/core/mounts/claudeSource.ts';
import { type FormerStore, formerStores } from '@claude-sessions/core/share/formerStores.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { type FormerFolder, formerFolders } from '../facts/formerFolders.ts';
import type { OwnVolume } from '../host/copyState.ts';
import type { Engine } from '../host/engine.ts';
import { realPathOf } from '../host/realPath.ts';
import { runProcess } from '../host/runProcess.ts';
import { composeFilesFor } from '../workspace/composeFiles.ts';
import { readContainerSettings } from '../workspace/containerSettings.ts';
import { findContainer } from '../workspace/findContainer.ts';
import { findVolumes } from '../workspace/findVolumes.ts';
import type { ConfigRecord } from '../workspace/records.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { findHostConversations, type HostConversations } from './hostConversations.ts';

/** A volume in which the dev container kept Claude's state before our volume took its place. */
export interface FormerVolume extends Pick<FormerStore, 'target' | 'inside' | 'part' | 'at'> {
  /** The engine's name; where the engine does not answer, as far as it is known. */
  readonly volume: string;
  /** It was taken over before. */
  readonly taken: boolean;
}

/** Where a dev container kept Claude's state before it was shared or isolated. */
export interface Former {
  /** Volumes that the engine has; all that are named, where it does not answer. */
  readonly volumes: readonly FormerVolume[];
  /** Folders of this host. */
  readonly folders: readonly FormerFolder[];
  /** Conversations that its container filed among the host's own, since all of `~/.claude` was mounted. */
  readonly host: readonly HostConversations[];
  /** Features of others that keep it in a volume of their own. */
  readonly peers: readonly string[];
  /** The volume that our Features use. */
  readonly own: OwnVolume;
  /** It is mounted already, as all of Claude's config directory: the login that is in it, if any, goes on. */
  readonly usedOwn: boolean;
  /** This dev container's, if there is one; an image to copy with is known by it. */
  readonly container?: Container;
  /** The engine answered. */
  readonly known: boolean;
}

/**
 * Looks for where Claude's state was kept before.
 * @param before the devcontainer.json as it is, or was, without what is ours
 */
export async function findFormer(
  workspace: Workspace,
  before: DevcontainerDocument,
  record: ConfigRecord | undefined,
  engine: Engine,
): Promise<Former> {
  const config = documentValue(before);
  const ownName = `claude-code-config-${workspace.devcontainerId}`;
  const [found, settings] = await Promise.all([
    findVolumes(engine, ownName),
    readContainerSettings(workspace, before),
  ]);
  const stores = formerStores(config, settings);
  const isTaken = (path: string) => record?.takenOver?.includes(realPathOf(path)) ?? false;
  const elsewhere = {
    folders: (await formerFolders(workspace, stores)).filter(({ path }) => !isTaken(path)),
    host: (await findHostConversations(workspace, [{ document: before, settings }], undefined)).filter(
      ({ folder }) => !isTaken(folder),
    ),
    peers: peerFeatures(toObject(toObject(config).features)),
  };
  const usedOwn = stores.some(({ type, source, inside, part }) => {
    return type === 'volume' && `${inside}${part}` === '' && substituteVolume(source, workspace) === ownName;
  });
  if (!stores.some(({ type }) => type === 'volume')) {
    const [volume = ownName] = found ?? [];
    return {
      volumes: [],
      ...elsewhere,
      own: { volume, exists: Boolean(found?.length) },
      usedOwn,
      known: found !== undefined,
    };
  }
  const lookup = found ? await findContainer(engine, workspace) : undefined;
  const container = lookup?.kind === 'found' ? lookup.container : undefined;
  const project = await composeProjectOf(workspace, config, container);
  const own = ownVolume(ownName, found, project);
  const inProject = (name: string) => nameIn(project, name);
  const named = stores
    .filter(({ type }) => type === 'volume')
    .map(({ source, volumeName, target, inside, part, at }) => {
      const written = substituteVolume(source, workspace);
      const observed = container?.mounts.find(
        (mount) => mount.type === 'volume' && plainPath(mount.target) === plainPath(target),
      )?.source;
      // Ours may have come to the same place.
      const isOurs = observed === own.volume && written !== ownName;
      const volume = (isOurs ? undefined : observed) ?? volumeName ?? inProject(written);
      return {
        volume,
        target,
        inside,
        part,
        ...(at && { at }),
        taken: record?.takenOver?.includes(volume) ?? false,
      };
    })
    .filter(({ volume }) => volume !== own.volume && isVolumeName(volume));
  const there = found ? await thatExist(engine, named) : named;
  return {
    volumes: there.filter((each, index) => there.findIndex(({ volume }) => volume === each.volume) === index),
    ...elsewhere,
    own,
    usedOwn,
    ...(container && { container }),
    known: found !== undefined,
  };
}

const nameIn = (project: string | undefined, name: string) =>
  project === undefined ? name : `${project}_${name}`;

/**
 * A volume of ours, there or not.
 * @param found those of that name that the engine has
 * @param project the Compose project whose it would be
 */
export function ownVolume(
  name: string,
  found: readonly string[] | undefined,
  project: string | undefined,
): OwnVolume {
  return {
    volume: found?.[0] ?? nameIn(project, name),
    exists: Boolean(found?.length),
    ...(project !== undefined && { composeProject: project }),
  };
}

/** A name that an engine allows; in an option no character of it means anything else. */
export function isVolumeName(name: string): boolean {
  return /^[A-Za-z0-9][\w.-]*$/.test(name);
}

async function thatExist(
  { command, signal }: Engine,
  volumes: readonly FormerVolume[],
): Promise<FormerVolume[]> {
  const looks = volumes.map(async (each) => {
    const { exitCode } = await runProcess({ command, signal, args: ['volume', 'inspect', each.volume] });
    return exitCode === 0 ? [each] : [];
  });
  return (await Promise.all(looks)).flat();
}

/** As the Dev Containers tools name a volume (containers.dev, "Variables in devcontainer.json"). */
function substituteVolume(source: string, { folder, devcontainerId }: Workspace): string {
  return substituteLocal(source, { workspaceFolder: folder, variable: (name) => process.env[name] })
    .replaceAll('${devcontainerId}', devcontainerId)
    .replaceAll('${localWorkspaceFolderBasename}', basename(folder));
}

/**
 * The name of the Compose project that the Dev Containers tools use: the container's own; else COMPOSE_PROJECT_NAME, else by
 * the folder of the first file (`getProjectName` of @devcontainers/cli). One that a Compose file says is known by the
 * container alone.
 */
export async function composeProjectOf(
  workspace: Workspace,
  config: unknown,
  container: Container | undefined,
): Promise<string | undefined> {
  if (!('dockerComposeFile' in toObject(config))) return undefined;
  const known = container?.labels['com.docker.compose.project'] || process.env.COMPOSE_PROJECT_NAME;
  if (known) return known;
  const [first = workspace.configFile] = await composeFilesFor(workspace, toObject(config).dockerComposeFile);
  const folder = dirname(first);
  const name =
    basename(folder) === '.devcontainer' ? `${basename(dirname(folder))}_devcontainer` : basename(folder);
  return name.toLowerCase().replace(/[^-_a-z0-9]/g, '');
}
