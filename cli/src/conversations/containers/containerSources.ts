import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { imageTag } from '@claude-sessions/core/capsule/engineArguments.ts';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { capsuleLabels, givenLabels } from '@claude-sessions/core/container/ourLabels.ts';
import { folderLabel, whyNotOwn } from '@claude-sessions/core/container/ownContainer.ts';
import { remoteUser } from '../../facts/containerFacts.ts';
import { type Engine, type ListedContainer, listContainers } from '../../host/engine.ts';
import { realPathOf } from '../../host/realPath.ts';
import { runProcess } from '../../host/runProcess.ts';
import { configVolume, devContainerVolumes, isHomeOf, isVolumeOf } from '../../workspace/findVolumes.ts';
import { idOf, type KnownProject, knownProjects } from '../../workspace/knownProjects.ts';
import { allConfigs, type Workspace } from '../../workspace/workspace.ts';
import { ContainerSource } from './ContainerSource.ts';
import { type ConfigPlace, configPlaceOf, isMountedOver } from './configVolumes.ts';
import { RunningReach, VolumeReach } from './reach.ts';

/** Whose containers: those of a folder, whatever its devcontainer.json, or all. */
export type ContainersOf = Pick<Workspace, 'folder' | 'realFolder' | 'home'> | { readonly home: string };

/** A container with the volume that has Claude's config directory. */
interface User {
  readonly container: Container;
  readonly place: ConfigPlace;
  /** The folder of its project on this host. */
  readonly project: string | undefined;
}

/** A list is not to wait long for what it can do without. */
const patienceMs = 15_000;

/**
 * The conversations in the volumes of dev containers and capsules, whether these run, are stopped or are gone. Five calls of the
 * engine, however many there are; where it does not answer there are none.
 * @param onTrouble is told why there are none, a sentence
 */
export async function containerSources(
  of: ContainersOf,
  engine: Engine,
  onTrouble?: (sentence: string) => void,
): Promise<ContainerSource[]> {
  const project = 'folder' in of ? of.realFolder : undefined;
  const time = AbortSignal.timeout(patienceMs);
  const asked = { ...engine, signal: engine.signal ? AbortSignal.any([engine.signal, time]) : time };
  const [listed, volumes, capsules, owners] = await Promise.all([
    listContainers(asked, []),
    devContainerVolumes(asked),
    capsuleVolumes(asked, project),
    ownersOf(of),
  ]);
  if ('reason' in listed) {
    // Who has no dev container misses nothing.
    if (owners.length > 0) onTrouble?.(unreachableWords(engine, listed.reason));
    return [];
  }
  const judged = await Promise.all(listed.map((each) => userOf(each, project)));
  const users = judged.flatMap((each) => each ?? []);
  // Which volumes are a folder's their names tell, whoever has mounted them.
  const others = project !== undefined ? [] : listed.flatMap(({ container }) => container.mounts);
  const taken = new Set([...users.map(({ place }) => place.volume), ...others.map(({ source }) => source)]);
  const left = [...leftVolumes(volumes ?? [], owners, project === undefined), ...capsules];
  const anyImage = lazily(() => imageOfAnyDevContainer(engine));
  return [
    ...[...byVolume(users).values()].map((user) => sourceOf(user, engine)),
    ...left
      .filter(({ volume }) => !taken.has(volume))
      .map(({ volume, below, project }) => {
        const reach = new VolumeReach(engine, volume, below, anyImage);
        return new ContainerSource({ kind: 'container', volume, running: false }, { project, reach });
      }),
  ];
}

function unreachableWords({ command }: Engine, reason: string): string {
  return `Conversations in containers are left out: the engine (${command}) does not answer: ${reason}.`;
}

function sourceOf({ container, place, project }: User, engine: Engine): ContainerSource {
  const { volume, below, config } = place;
  const { id, name, image, running } = container;
  const reach = running
    ? new RunningReach(engine, id, config, remoteUser(container, undefined) || container.user)
    : new VolumeReach(engine, volume, below, async () => image);
  return new ContainerSource(
    { kind: 'container', volume, container: name, running },
    { project, reach, ...(running && { isMounted: (slug: string) => isMountedOver(container, slug) }) },
  );
}

/** Of several containers with one volume that which runs, or else the first. */
function byVolume(users: readonly User[]): Map<string, User> {
  const found = new Map<string, User>();
  for (const user of users) {
    const { volume, below } = user.place;
    const key = `${volume}${below}`;
    if (!found.has(key) || (user.container.running && !found.get(key)?.container.running))
      found.set(key, user);
  }
  return found;
}

async function userOf(
  { container, imageLabels }: ListedContainer,
  project: string | undefined,
): Promise<User | undefined> {
  const place = configPlaceOf(container);
  if (!place) return undefined;
  const given = givenLabels(container.labels, imageLabels);
  const { [folderLabel]: folder, [capsuleLabels.folder]: capsule } = given;
  const named = folder ?? capsule;
  const real = named !== undefined && isAbsolute(named) ? (realPathOf(named) ?? named) : undefined;
  // A capsule need not mount its folder.
  const isCapsule = folder === undefined && capsule !== undefined;
  const isOf = (...folders: string[]) =>
    isCapsule || whyNotOwn(container, imageLabels, folders) === undefined;
  if (project !== undefined) {
    // One without a label was made by another tool.
    const isNamed = named === undefined || real === project;
    return isNamed && isOf(project, named ?? project) ? { container, place, project } : undefined;
  }
  if (named === undefined || real === undefined) return { container, place, project: undefined };
  const found = await stat(real).catch(() => undefined);
  // Another user's is none of ours to tell of.
  if (found && process.getuid && found.uid !== process.getuid()) return undefined;
  return { container, place, project: isOf(named, real) ? real : undefined };
}

interface LeftVolume {
  readonly volume: string;
  readonly below: string;
  readonly project: string | undefined;
}

/** Volumes that have Claude's config directory, by their names. */
function leftVolumes(names: readonly string[], owners: readonly Owner[], isAll: boolean): LeftVolume[] {
  return names.flatMap((volume) => {
    const owner = owners.find(({ id }) => isVolumeOf(volume, id));
    if (owner && isHomeOf(volume, owner.id)) {
      // In a whole home Claude's config directory is the other volume, where there is one.
      const isNested = names.some((other) => isVolumeOf(other, owner.id) && !isHomeOf(other, owner.id));
      return isNested ? [] : { volume, below: '/.claude', project: owner.folder };
    }
    const isOne = owner !== undefined || (isAll && isConfigVolume(volume));
    return isOne ? { volume, below: '', project: owner?.folder } : [];
  });
}

/** The homes of capsules: of one folder's, or of all, whose folders are not told. */
async function capsuleVolumes(
  { command, signal }: Engine,
  folder: string | undefined,
): Promise<LeftVolume[]> {
  const label = `label=${capsuleLabels.folder}${folder === undefined ? '' : `=${folder}`}`;
  const { exitCode, stdout } = await runProcess({
    command,
    args: ['volume', 'ls', '--quiet', '--filter', label],
    signal,
  });
  const names = exitCode === 0 ? stdout.split(/\s+/).filter(Boolean) : [];
  return names.map((volume) => ({ volume, below: '/.claude', project: folder }));
}

const isConfigVolume = (name: string) => name.startsWith(configVolume) || name.includes(`_${configVolume}`);

/** A dev container by its id, and the folder of its project. */
type Owner = Pick<KnownProject, 'id' | 'folder'>;

/** Those that this host remembers; of a folder, those that its configurations would have, too. */
async function ownersOf(of: ContainersOf): Promise<Owner[]> {
  const known = await knownProjects(of.home);
  if (!('folder' in of)) return known;
  const { folder: named, realFolder: project } = of;
  const ids = [
    ...known.flatMap(({ id, folder }) => ((realPathOf(folder) ?? folder) === project ? id : [])),
    ...(await allConfigs(named)).map((config) => idOf(named, join(named, config))),
  ];
  return [...new Set(ids)].map((id) => ({ id, folder: project }));
}

/** What runs in it reaches nothing but the volume, and that to read: any will do that has a shell. */
async function imageOfAnyDevContainer({ command, signal }: Engine): Promise<string | undefined> {
  for (const filter of ['label=devcontainer.metadata', `reference=${imageTag({ name: '*' })}`]) {
    const args = ['image', 'ls', '--quiet', '--no-trunc', '--filter', filter];
    const { stdout } = await runProcess({ command, args, signal });
    const image = stdout.split(/\s+/).find(Boolean);
    if (image !== undefined) return image;
  }
  return undefined;
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
