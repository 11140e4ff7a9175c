import { join, relative } from 'node:path';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { configLabel, folderInside, folderLabel } from '@claude-sessions/core/container/ownContainer.ts';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { homeVolume } from '@claude-sessions/core/share/home.ts';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { copyHome } from '../host/copyHome.ts';
import { type CopiedState, copierFor, copyState, type Slugs } from '../host/copyState.ts';
import { type Engine, listContainers } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { findRepository } from '../host/gitRepository.ts';
import { configuredFolder } from '../workspace/configuredFolder.ts';
import { findContainer } from '../workspace/findContainer.ts';
import { findImage } from '../workspace/findImage.ts';
import { findVolumes } from '../workspace/findVolumes.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Former } from './former.ts';

/** Which volume is copied into which. */
export interface VolumeCopy {
  /** Claude's config directory, or the whole home of the container's user. */
  readonly kind: 'state' | 'home';
  /** A volume that is there. */
  readonly from: string;
  readonly to: string;
  /** It is made first otherwise. */
  readonly exists: boolean;
  /** One that the engine has, to copy with. */
  readonly image: string;
  readonly slugs?: Slugs;
}

/** `none`: the former place has no volume. `later`: it has one that cannot be copied now. `unreachable`: no engine answers. */
export type VolumePlan =
  | { readonly kind: 'copy'; readonly copies: readonly VolumeCopy[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'later'; readonly volumes: readonly string[]; readonly because: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

const names = {
  state: (id: string) => `claude-code-config-${id}`,
  home: homeVolume,
} satisfies Record<VolumeCopy['kind'], (id: string) => string>;

/**
 * Works out which volume is copied into which, and makes sure that no container writes meanwhile: into the volumes, or into the
 * conversations that are moved.
 * @throws UserError when a container of either place runs
 */
export async function planVolume(
  engine: Engine,
  workspace: Workspace,
  former: Former,
  document: DevcontainerDocument,
): Promise<VolumePlan> {
  const lookup = await findContainer(engine, workspace);
  if (lookup.kind === 'unreachable') return lookup;
  const here = lookup.kind === 'found' ? lookup.container : undefined;
  const old = await formerContainers(engine, former);
  for (const container of [...(here ? [here] : []), ...old]) refuseRunning(engine, container);
  const usesCompose = 'dockerComposeFile' in toObject(documentValue(document));
  const pairs = await findPairs(engine, former.id, workspace.devcontainerId, usesCompose);
  if (!pairs) return { kind: 'unreachable', reason: 'it did not list its volumes' };
  if (pairs.length === 0) return { kind: 'none' };
  const image = await findImage(engine, [here, ...old], workspace, document);
  const later = { kind: 'later', volumes: pairs.map(({ from }) => from) } as const;
  const known = pairs.flatMap(({ to, ...pair }) => (to === undefined ? [] : [{ ...pair, to }]));
  if (known.length < pairs.length) {
    return {
      ...later,
      because: 'Docker Compose names the new one, when the dev container is brought up for the first time',
    };
  }
  if (image === undefined) {
    return { ...later, because: 'it is copied with the image of the dev container, which was not built yet' };
  }
  const slugs = await slugsOf(workspace, former, [here, old[0]], document);
  return { kind: 'copy', copies: known.map((pair) => ({ ...pair, image, ...slugs })) };
}

type Pair = Pick<VolumeCopy, 'kind' | 'from' | 'exists'> & { readonly to: string | undefined };

/** Every volume of the former place, with the one of this place; undefined when the engine does not answer. */
async function findPairs(
  engine: Engine,
  formerId: string,
  id: string,
  usesCompose: boolean,
): Promise<Pair[] | undefined> {
  const pairs: Pair[] = [];
  for (const kind of ['state', 'home'] as const) {
    const nameOf = names[kind];
    const [from, there] = await Promise.all([
      findVolumes(engine, nameOf(formerId)),
      findVolumes(engine, nameOf(id)),
    ]);
    if (!from || !there) return undefined;
    const to = there[0] ?? (usesCompose ? undefined : nameOf(id));
    pairs.push(...from.map((each) => ({ kind, from: each, to, exists: there.length > 0 })));
  }
  return pairs;
}

/** @throws UserError when it could not be copied; the next run goes on */
export async function carryVolume(
  engine: Engine,
  { devcontainerId }: Workspace,
  { kind, from, to, exists, image, slugs }: VolumeCopy,
): Promise<CopiedState> {
  const copier = copierFor(engine, image, devcontainerId);
  const own = { volume: to, exists };
  const done =
    kind === 'home'
      ? await copyHome(copier, from, own)
      : await copyState(copier, { volume: from }, own, slugs);
  if (!('why' in done)) return done;
  throw new UserError(
    `The volume ${from} could not be copied into ${to}: ${done.why}.`,
    'Nothing in it was changed. Fix this, then run the command again.',
  );
}

/** By their labels: the folder that they mounted is gone, so that is all there is to know them by. They are only looked at. */
async function formerContainers(engine: Engine, { folder, id }: Former): Promise<Container[]> {
  const listed = await listContainers(engine, [`${folderLabel}=${folder}`]);
  if ('reason' in listed) return [];
  const isOurs = ({ mounts }: Container) => mounts.some(({ source }) => source.includes(id));
  return listed
    .filter(({ imageLabels }) => !(folderLabel in imageLabels) && !(configLabel in imageLabels))
    .map(({ container }) => container)
    .filter(isOurs);
}

function refuseRunning({ command }: Engine, { name, running }: Container): void {
  if (!running) return;
  throw new UserError(
    `The container ${name} is running, and could write what is taken over.`,
    `Stop it with \`${command} stop ${name}\`, then run this again; nothing was changed.`,
  );
}

/** The names below `projects/` inside, where the folder has another path there now. */
async function slugsOf(
  workspace: Workspace,
  former: Former,
  [here, old]: readonly (Container | undefined)[],
  document: DevcontainerDocument,
): Promise<Pick<VolumeCopy, 'slugs'>> {
  const config = documentValue(document);
  const top = (await findRepository(workspace.realFolder))?.top ?? workspace.realFolder;
  const up = relative(workspace.realFolder, top);
  const inside = (place: Former | Workspace, container: Container | undefined) =>
    (container && folderInside(container, [place.folder, place.realFolder])) ??
    configuredFolder(place, config, join(place.realFolder, up));
  const [from, to] = [inside(former, old), inside(workspace, here)];
  if (from === undefined || to === undefined || from === to) return {};
  return { slugs: { from: projectSlug(from), to: projectSlug(to) } };
}
