import { folderInside } from '@claude-sessions/core/container/ownContainer.ts';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import type { EngineFacts, Facts, HostFacts } from '@claude-sessions/core/findings/facts.ts';
import type { Configured } from '@claude-sessions/core/share/readConfigured.ts';
import { type Engine, labelsOfImage } from '../host/engine.ts';
import { engineElsewhere } from '../host/engineElsewhere.ts';
import { configWords } from '../workspace/commandWords.ts';
import { type ContainerLookup, findContainer } from '../workspace/findContainer.ts';
import { findOtherwiseLabelled } from '../workspace/findOtherwiseLabelled.ts';
import { findVolumes } from '../workspace/findVolumes.ts';
import { recordFor } from '../workspace/personalConfig.ts';
import { type ConfigRecord, readRecord } from '../workspace/records.ts';
import { findToolsMount } from '../workspace/toolsMount.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { claudeVolumes } from './claudeVolumes.ts';
import {
  collectionsOf,
  configurationOf,
  documentOf,
  type ReadConfiguration,
  withBelow,
  withSettings,
} from './configurationFacts.ts';
import { containerFactsOf, wantedBy } from './containerFacts.ts';
import { expectedOf } from './drift.ts';
import { hostFacts } from './hostFacts.ts';
import { imageFeatures } from './imageFeatures.ts';
import { insideFacts } from './insideFacts.ts';

export interface Scope {
  readonly engine: Engine;
  /** That of our Features: a registry with a namespace, or a relative folder. */
  readonly collection: string;
  /** devcontainer.json as it was read before, or as an editor has it; taken instead of the file. */
  readonly document?: DevcontainerDocument | undefined;
  /** Also inside a running container. */
  readonly inside: boolean;
  /** The container, where somebody has looked it up already, or has begun to. */
  readonly lookup?: ContainerLookup | Promise<ContainerLookup>;
}

/** The facts of one dev container, and why a part of them is missing. */
export interface Gathered {
  readonly facts: Facts;
  /** A clause each. */
  readonly unknown: { readonly container?: string; readonly inside?: string };
  readonly configuration: ReadConfiguration;
  readonly record: ConfigRecord | undefined;
  readonly lookup: ContainerLookup;
}

/**
 * Gathers what can be known of a dev container from here: the facts that the checks go by (`core/src/findings/facts.ts`).
 *
 * 1. The engine is asked first for the container (`workspace/findContainer.ts`); the next steps go on while it answers.
 * 2. The host's record (`workspace/records.ts`) says which collections are ours beside the one that is given.
 * 3. devcontainer.json, of the file or as the caller has it (`configurationFacts.ts`), with those of our Features that its
 *    image was built with (`imageFeatures.ts`). It says what the rest is held
 *    against: the mode, its options, and so the mounts to expect (`drift.ts`). Compose files and files of variables that
 *    it names are read with it (`workspace/containerSettings.ts`).
 * 4. This host (`hostFacts.ts`): what is prepared, the sources of mounts, settings, the scripts.
 * 5. The container, once the engine has answered: how its mounts differ, what it was built from, the remote user.
 * 6. Inside, by one `exec` (`insideFacts.ts`): only if `scope.inside` says so and the container runs.
 *
 * What cannot be looked at is left out, with a reason in `unknown`; the checks that need it are unknown then.
 * `lookAt.ts` runs the checks. A caller that knows the container already gives it as `scope.lookup`.
 * @throws UserError when devcontainer.json is no text
 */
export async function gatherFacts(workspace: Workspace, scope: Scope): Promise<Gathered> {
  const asked = scope.lookup ?? findContainer(scope.engine, workspace);
  const [kept, where] = await Promise.all([readRecord(workspace), configWords(workspace)]);
  const collections = collectionsOf(scope.collection, kept);
  const document = scope.document ?? (await documentOf(workspace));
  const ofImage = await imageFeatures(document, collections, (image) => labelsOfImage(scope.engine, image));
  const read = configurationOf(workspace, collections, document, ofImage, where);
  const configuration = await withSettings(workspace, await withBelow(workspace, read));
  const record = recordFor(kept, configuration.source);
  const { configured } = configuration;
  const [ofHost, ofGit] = await Promise.all([
    hostOf(workspace, configuration, record),
    byGit(workspace, configuration),
  ]);
  const host = { ...ofHost, ...ofGit };
  const lookup = await asked;
  const engine = await engineFacts(scope.engine, workspace, configured, lookup);
  const known = { configuration: configuration.facts, host, engine };
  const rest = { configuration, record, lookup };
  if (lookup.kind !== 'found') {
    const why = lookup.kind === 'none' ? 'there is no container' : 'the container engine does not answer';
    return { ...rest, facts: known, unknown: { container: why, inside: why } };
  }
  const { container } = lookup;
  const containerFacts = await containerFactsOf(workspace, container, configuration, record);
  const facts: Facts = { ...known, container: containerFacts };
  if (!scope.inside) return { ...rest, facts, unknown: { inside: 'it was not looked at' } };
  if (!container.running) return { ...rest, facts, unknown: { inside: 'the container is not running' } };
  if (containerFacts.remoteUser === '') {
    const why = 'the remote user is a variable of this host that may hold a secret';
    return { ...rest, facts, unknown: { inside: why } };
  }
  const inside = await insideFacts(scope.engine, {
    container,
    remoteUser: containerFacts.remoteUser,
    folder: folderInside(container, [workspace.folder, workspace.realFolder]) ?? '',
    commands: host.settings.commands,
  });
  if ('unknown' in inside) {
    const { unknown, refused } = inside;
    const refusing = { ...containerFacts, ...(refused !== undefined && { refused }) };
    return { ...rest, facts: { ...facts, container: refusing }, unknown: { inside: unknown } };
  }
  return { ...rest, facts: { ...facts, inside }, unknown: {} };
}

/**
 * What git would have the tools mount, where that is neither the workspace nor the repository around it. It is no part of
 * `hostOf`: a language server starts no program.
 */
async function byGit(
  workspace: Workspace,
  { facts: { document } }: ReadConfiguration,
): Promise<Pick<HostFacts, 'mountedInstead'>> {
  if (!document) return {};
  const found = await findToolsMount(workspace, documentValue(document)).catch(() => undefined);
  return found && found.mounted !== found.top ? { mountedInstead: found.mounted } : {};
}

/** The host part of the facts alone, for a configuration that need not be in the file yet. */
export function hostOf(
  workspace: Workspace,
  configuration: ReadConfiguration,
  record: ConfigRecord | undefined,
): Promise<HostFacts> {
  return hostFacts(workspace, configuration, record, expectedOf(workspace, wantedBy(configuration)));
}

/** What is only of use where something is set up is not asked for elsewhere. */
async function engineFacts(
  engine: Engine,
  workspace: Workspace,
  { mode, usesCompose }: Pick<Configured, 'mode' | 'usesCompose'>,
  lookup: ContainerLookup,
): Promise<EngineFacts> {
  const elsewhere = mode === 'share' ? await engineElsewhere(engine, workspace.home) : undefined;
  const place = { command: engine.command, ...(elsewhere !== undefined && { elsewhere }) };
  if (lookup.kind === 'unreachable') {
    return { ...place, unreachable: lookup.reason, impostors: [], hasContainer: false };
  }
  const known = { ...place, impostors: lookup.impostors, hasContainer: lookup.kind === 'found' };
  if (mode === 'none') return known;
  const [others, names] = await Promise.all([
    lookup.kind === 'none' ? findOtherwiseLabelled(engine, workspace) : [],
    usesCompose ? findVolumes(engine, `claude-code-config-${workspace.devcontainerId}`) : undefined,
  ]);
  const containers = lookup.kind === 'found' ? [lookup.container, ...(lookup.others ?? [])] : others;
  return {
    ...known,
    ...(others.length > 0 && { otherwiseLabelled: others.map(({ name, running }) => ({ name, running })) }),
    ...(names && { volumes: claudeVolumes(names, containers) }),
  };
}
