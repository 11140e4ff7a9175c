import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import {
  type DevcontainerDocument,
  documentValue,
  parseDocument,
} from '@claude-sessions/core/devcontainer/document.ts';
import { keepsHome } from '@claude-sessions/core/features.ts';
import { isNamedForClaude } from '@claude-sessions/core/share/formerStores.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import type { OwnVolume, Source, Store } from '../host/copyState.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { runProcess } from '../host/runProcess.ts';
import { readContainerSettings } from '../workspace/containerSettings.ts';
import { findContainer } from '../workspace/findContainer.ts';
import { findVolumes } from '../workspace/findVolumes.ts';
import type { ConfigRecord } from '../workspace/records.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { composeProjectOf, findFormer, isVolumeName, ownVolume } from './formerStores.ts';
import { findHostConversations, type HostConversations } from './hostConversations.ts';

/** What may be migrated. */
export interface Origin {
  readonly store: Store;
  /** Where a container has or had it. */
  readonly target?: string;
  /** Where in it the state lies, and which part of the config directory that is, where a mount says so; else its content does. */
  readonly place?: Required<Pick<Source, 'inside' | 'part'>>;
  /** It was named by the user: what is in it is said, whatever it is. */
  readonly named?: boolean;
  /** Conversations that a container filed among this host's own. */
  readonly host?: HostConversations;
  /** It was copied before. */
  readonly taken: boolean;
}

/** Where a project's state may lie, and where it belongs. */
export interface Origins {
  readonly origins: readonly Origin[];
  /** The volume of Claude's config directory. */
  readonly config: OwnVolume;
  /** devcontainer.json mounts it already, without our Features. */
  readonly isMounted: boolean;
  /** That of the whole home, where the dev container keeps one. */
  readonly home?: OwnVolume;
  readonly container?: Container;
}

/**
 * Looks for what may be migrated for a dev container: what its devcontainer.json mounts for Claude, or did before our commands;
 * volumes that its container has at a place with Claude's name, or that have its id in theirs; and what it filed in the
 * host's own `~/.claude`.
 * @throws UserError when no engine answers
 */
export async function findOrigins(
  workspace: Workspace,
  document: DevcontainerDocument,
  record: ConfigRecord | undefined,
  engine: Engine,
): Promise<Origins> {
  const lookup = await findContainer(engine, workspace);
  if (lookup.kind === 'unreachable') {
    throw new UserError(
      `The container engine does not answer: ${lookup.reason}.`,
      'Start it, then run this again.',
    ).as('engine-unreachable');
  }
  const container = lookup.kind === 'found' ? lookup.container : undefined;
  const documents = [document, ...formerTexts(record).map(parseDocument)];
  const former = [];
  for (const each of documents) former.push(await findFormer(workspace, each, undefined, engine));
  const { config, home, named } = await ownVolumes(workspace, document, container, engine);
  const ours = new Set([config.volume, ...(home ? [home.volume] : []), 'claude-code-login']);
  const taken = (name: string) => record?.takenOver?.includes(name) ?? false;
  const volumes = former
    .flatMap((each) => each.volumes)
    .map(({ volume, target, inside, part }) =>
      originOf({ volume }, taken, { target, place: { inside, part } }),
    );
  const folders = former
    .flatMap((each) => each.folders)
    .map(({ path, part, target }) =>
      originOf({ folder: path }, taken, { target, place: { inside: '', part } }),
    );
  const mounted = (container?.mounts ?? [])
    .filter(({ type, target }) => type === 'volume' && isNamedForClaude(target))
    .map(({ source, target }) => originOf({ volume: source }, taken, { target }));
  const byName = named.map((volume) => originOf({ volume }, taken, {}));
  const configured = documents.map(async (each) => {
    return { document: each, settings: await readContainerSettings(workspace, each) };
  });
  const host = await findHostConversations(workspace, await Promise.all(configured), container);
  const all = [...volumes, ...folders, ...mounted, ...byName].filter(
    ({ store }) => 'folder' in store || (isVolumeName(store.volume) && !ours.has(store.volume)),
  );
  return {
    origins: [
      ...all.filter(
        (each, index) => all.findIndex(({ store }) => nameOf(store) === nameOf(each.store)) === index,
      ),
      ...host.map((each) => ({ store: { folder: each.folder }, host: each, taken: taken(each.folder) })),
    ],
    config,
    isMounted: former[0]?.usedOwn ?? false,
    ...(home && { home }),
    ...(container && { container }),
  };
}

/** What is migrated from, for the user and for the host's record. */
export const nameOf = (store: Store): string => ('volume' in store ? store.volume : store.folder);

/** @throws UserError when the engine does not answer */
export async function hasVolume(engine: Engine, name: string): Promise<boolean> {
  const found = await findVolumes(engine, name);
  if (found) return found.includes(name);
  throw new UserError(
    `The container engine "${engine.command}" does not answer.`,
    'Start it, or name another with --docker-path; nothing was changed.',
  ).as('engine-unreachable');
}

/** What the user names: a volume, or by a path a folder. */
export async function namedOrigin(word: string, engine: Engine): Promise<Origin> {
  if (isVolumeName(word)) {
    if (await hasVolume(engine, word)) return { store: { volume: word }, named: true, taken: false };
    throw new UserError(
      `The engine has no volume ${word}.`,
      'Check the name; for a folder write a path, such as ./folder.',
    );
  }
  if ((await stat(word).catch(() => undefined))?.isDirectory())
    return { store: { folder: resolve(word) }, named: true, taken: false };
  throw new UserError(`${word} is no folder of this host.`, 'Name a folder, or a volume of the engine.');
}

function originOf(
  store: Store,
  taken: (name: string) => boolean,
  more: Pick<Origin, 'target' | 'place'>,
): Origin {
  return { store, ...more, taken: taken(nameOf(store)) };
}

/** The texts from before our commands, as far as the host has them. */
function formerTexts(record: ConfigRecord | undefined): string[] {
  return [record?.original, record?.team?.source].filter((text) => typeof text === 'string');
}

/** Our volumes, there or not, and others that have the dev container's id in their name. */
async function ownVolumes(
  workspace: Workspace,
  document: DevcontainerDocument,
  container: Container | undefined,
  engine: Engine,
): Promise<{ config: OwnVolume; home: OwnVolume | undefined; named: string[] }> {
  const { devcontainerId: id } = workspace;
  const value = documentValue(document);
  const project = await composeProjectOf(workspace, value, container);
  const [config, home] = await Promise.all(
    [`claude-code-config-${id}`, `claude-user-home-${id}`].map(async (name) =>
      ownVolume(name, await findVolumes(engine, name), project),
    ),
  );
  if (!config || !home) throw new Error('Two names were given.');
  const hasHome = home.exists || keepsHome(toObject(toObject(value).features));
  const args = ['volume', 'ls', '--quiet', '--filter', `name=${id}`];
  const { stdout } = await runProcess({ command: engine.command, args });
  return {
    config,
    home: hasHome ? home : undefined,
    named: stdout.split(/\s+/).filter((name) => name.includes(id) && name !== home.volume),
  };
}
