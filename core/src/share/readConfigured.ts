import { getNodeValue } from 'jsonc-parser';
import { containerConfigDir } from '../containerPaths.ts';
import { type DevcontainerDocument, documentValue } from '../devcontainer/document.ts';
import { nodeAt } from '../devcontainer/edit.ts';
import { type FeatureId, isAddition, isForeignNamesake, ourFeature } from '../features.ts';
import { isOurMount, isReplacedMount } from '../mounts/claudeMount.ts';
import { type Mount, parseMount } from '../mounts/parseMount.ts';
import { toObject } from '../toObject.ts';
import {
  type ComposeShare,
  composeFilesOf,
  composeFilesOfOthers,
  isOurComposeFile,
  isServiceName,
} from './compose.ts';
import { isPrepareCommand, prepareWords, runsPrepare } from './initializeCommand.ts';
import { hostLoginName, loginOf, tokenReference, tokenVariable } from './login.ts';
import { defaultShareOptions, type Mode, type ShareOptions } from './options.ts';
import { otelOf } from './otel.ts';
import { hasSamePath } from './samePath.ts';
import { parseScriptWords } from './scriptWords.ts';

export interface OurFeature {
  readonly id: FeatureId;
  readonly reference: string;
}

/** A devcontainer.json as far as it is about Claude's state. */
export interface Configured {
  readonly mode: Mode;
  /** Our Features that are present, with the key each is written as; those of the image, which has them by itself, come last. */
  readonly features: readonly OurFeature[];
  readonly options: ShareOptions;
  /** `remoteEnv` has the token's variable with another value than `share` writes, which leaves that alone. */
  readonly tokenByHand: boolean;
  /** The host is prepared by `initializeCommand`. */
  readonly prepares: boolean;
  /** Something that our commands write is there: a Feature, a mount or an entry of `initializeCommand`. */
  readonly anyOfOurs: boolean;
  /** Nothing of ours is there but Features that our commands only add to another one: somebody wrote them by hand. */
  readonly additionsByHand: boolean;
  readonly usesCompose: boolean;
  /** As it stands there; Docker Compose's. */
  readonly service: unknown;
  /** For *prepare*, when this is shared under Docker Compose. */
  readonly compose: ComposeShare | undefined;
  /** Mounts of Claude's state that somebody made by hand. */
  readonly handMade: readonly { index: number; entry: unknown; mount: Mount }[];
  /** Both base Features are in the file; sharing is what then happens. */
  readonly both: boolean;
  /** Members that set CLAUDE_CONFIG_DIR to another value than our Features do, which leads Claude away from the volume. */
  readonly configDirOverrides: readonly ('containerEnv' | 'remoteEnv')[];
  /** References with the name of one of our Features, from collections that are not ours. */
  readonly foreign: readonly string[];
}

/**
 * Reads the mode and its options out of a devcontainer.json. Never throws; what is malformed counts as absent.
 * @param collections those in use, beside the public one
 * @param ofImage our Features that the image was built with: the tools apply them as if they stood here
 */
export function readConfigured(
  document: DevcontainerDocument,
  collections: readonly string[] = [],
  ofImage: readonly OurFeature[] = [],
): Configured {
  const config = toObject(documentValue(document));
  const references = Object.keys(toObject(config.features));
  const written = references.flatMap((reference) => {
    const id = ourFeature(reference, collections);
    return id ? [{ id, reference }] : [];
  });
  const features = [...written, ...ofImage.filter(({ id }) => !written.some((each) => each.id === id))];
  const has = (id: FeatureId) => features.some((feature) => feature.id === id);
  const mounts = mountsIn(config.mounts);
  const ours = mounts
    .map(({ mount }) => mount)
    .filter(isOurMount)
    .map((mount) => mount.target);
  const owns = (name: string) => ours.some((target) => target.endsWith(`/${name}`));
  const commands = [config.initializeCommand, ...Object.values(toObject(config.initializeCommand))];
  const usesCompose = 'dockerComposeFile' in config;
  const byCompose = composeFilesOf(config.dockerComposeFile).some(isOurComposeFile);
  const token = toObject(config.remoteEnv)[tokenVariable];
  const compose = byCompose ? composeShareOf(config.service, commands) : undefined;
  const byFeatures = {
    profile: has('claude-profile'),
    memory: owns('project/memory') ? 'rw' : 'ro',
    tasks: owns('tasks'),
    allProjects: owns('projects'),
    review: commands.some((command) => parseScriptWords(prepareWords(command) ?? []).review),
    plugins: owns('plugins'),
  } as const;
  const anyOfOthers =
    ours.length > 0 ||
    composeFilesOfOthers(config.dockerComposeFile).length < composeFilesOf(config.dockerComposeFile).length ||
    commands.some(isPrepareCommand);
  return {
    mode: has('claude-sessions') || byCompose ? 'share' : has('claude-persist') ? 'isolate' : 'none',
    features,
    options: {
      ...(compose?.options ?? byFeatures),
      samePath: hasSamePath(config),
      home: has('claude-home'),
      otel: otelOf(config),
      login: loginOf(config, features, owns(hostLoginName) || compose?.options.login === 'host-readonly'),
    },
    tokenByHand: token !== undefined && token !== tokenReference,
    prepares: commands.some(runsPrepare),
    anyOfOurs: written.length > 0 || anyOfOthers,
    additionsByHand: written.length > 0 && written.every(({ id }) => isAddition(id)) && !anyOfOthers,
    usesCompose,
    service: config.service,
    compose,
    handMade: mounts.filter(({ mount }) => isReplacedMount(mount, config)),
    both: ['claude-sessions', 'claude-persist'].every((id) => written.some((each) => each.id === id)),
    configDirOverrides: (['containerEnv', 'remoteEnv'] as const).filter((place) => {
      const value = toObject(config[place]).CLAUDE_CONFIG_DIR;
      return value !== undefined && value !== containerConfigDir;
    }),
    foreign: references.filter((reference) => isForeignNamesake(reference, collections)),
  };
}

/** Read from our entry; where there is none, or somebody rewrote it, the default options. */
function composeShareOf(service: unknown, commands: readonly unknown[]): ComposeShare | undefined {
  for (const command of commands) {
    const told = parseScriptWords(prepareWords(command) ?? []).compose;
    if (told) return told;
  }
  return isServiceName(service) ? { service, options: defaultShareOptions } : undefined;
}

/** The entries of `mounts` that can be read, with their index. */
export function readMounts(
  document: Pick<DevcontainerDocument, 'text'>,
): { index: number; entry: unknown; mount: Mount }[] {
  const node = nodeAt(document.text, ['mounts']);
  return mountsIn(node && getNodeValue(node));
}

function mountsIn(entries: unknown): { index: number; entry: unknown; mount: Mount }[] {
  return (Array.isArray(entries) ? entries : []).flatMap((entry, index) => {
    const mount = parseMount(entry);
    return mount ? [{ index, entry, mount }] : [];
  });
}
