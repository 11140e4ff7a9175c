import type { ContainerSettings } from '../compose/containerSettings.ts';
import { containerConfigDir } from '../containerPaths.ts';
import type { FilePlace } from '../filePlace.ts';
import {
  isHandMadeClaudeMount,
  isInWorkspace,
  isOurMount,
  writtenConfigDirs,
} from '../mounts/claudeMount.ts';
import { claudePartOf, isWithin, plainPath } from '../mounts/claudeSource.ts';
import { configuredMounts, readOptions } from '../mounts/configuredMounts.ts';
import type { Mount } from '../mounts/parseMount.ts';
import { toObject } from '../toObject.ts';

/**
 * A volume or folder in which a dev container kept Claude's config directory, or a part of it, before it was shared or
 * isolated: our volume is used in its place from then on.
 */
export interface FormerStore {
  readonly type: 'volume' | 'bind';
  /** As it is written. */
  readonly source: string;
  readonly target: string;
  /** Where in it the state lies, as a relative path; empty for all of it. */
  readonly inside: string;
  /** Which part of the config directory that is, as a relative path; empty for all of it. */
  readonly part: string;
  /** The engine's own name of a volume, where a Compose file says it. */
  readonly volumeName?: string;
  /** Where it stands when that is a Compose file, which our commands do not change. */
  readonly at?: FilePlace;
}

/** A mount, wherever it is asked for. */
interface Asked extends Pick<FormerStore, 'volumeName' | 'at'> {
  readonly mount: Mount;
}

/**
 * Every mount that holds Claude's config directory in a dev container that is not set up by us: in the home of a user, at
 * any `.claude` for a volume, at the directory that CLAUDE_CONFIG_DIR names, or above one of these. The one that is in use
 * comes first. A project's own `.claude` folder is not meant.
 * @param config the value of devcontainer.json
 * @param settings what the files set that it names
 */
export function formerStores(config: unknown, settings?: ContainerSettings): FormerStore[] {
  const dirs = namedConfigDirs(config, settings);
  const found = askedMounts(config, settings).flatMap((asked) => storeOf(asked, dirs, config));
  const isNamed = ({ target, inside }: FormerStore) => dirs.includes(plainPath(`${target}/${inside}`));
  return [...found.filter(isNamed), ...found.filter((store) => !isNamed(store))];
}

/** True where the host's own `~/.claude`, or all of its conversations, is mounted by hand: the container wrote to that. */
export function bindsHostConversations(config: unknown, settings?: ContainerSettings): boolean {
  return askedMounts(config, settings).some(({ mount }) => {
    const part = mount.type === 'bind' && mount.source ? claudePartOf(mount.source) : undefined;
    return part === '' || part === 'projects';
  });
}

/**
 * True for a place in a container at which a Feature of somebody else's keeps Claude's state, by its name alone: `/dc/claude`,
 * `/mnt/claude-config`, `/home/node/.claude`. What is mounted there shows whether it does.
 */
export function isNamedForClaude(target: string): boolean {
  const path = plainPath(target);
  if (isOurMount({ target: path }) || isWithin(path, containerConfigDir)) return false;
  return path
    .split('/')
    .some((name) => /^\.?claude([-_.](code|config|data|home|state|persist(ence)?))*$/.test(name));
}

/** The directories that CLAUDE_CONFIG_DIR names, wherever it is set for the dev container, as `plainPath` gives them. */
export function namedConfigDirs(config: unknown, settings?: ContainerSettings): string[] {
  const name = 'CLAUDE_CONFIG_DIR=';
  const byArguments = usesCompose(config)
    ? []
    : readOptions(toObject(config).runArgs, { long: 'env', short: 'e' })
        .filter(({ value }) => value.startsWith(name))
        .map(({ value }) => value.slice(name.length));
  const byFiles = (settings?.variables ?? [])
    .filter((each) => each.isOwn && each.kind !== 'build' && each.name === 'CLAUDE_CONFIG_DIR')
    .flatMap(({ value }) => value ?? []);
  const others = [...byArguments, ...byFiles]
    .filter(Boolean)
    .map(plainPath)
    .filter((dir) => dir !== containerConfigDir && dir !== '/');
  return [...new Set([...writtenConfigDirs(config), ...others])];
}

/** Those of the dev container itself: of devcontainer.json, and of its service in Compose files. */
function askedMounts(config: unknown, settings: ContainerSettings | undefined): Asked[] {
  const written = configuredMounts(config)
    .filter(({ where }) => where === 'mounts' || (where === 'runArgs' && !usesCompose(config)))
    .map(({ mount }) => ({ mount }));
  const composed = (settings?.mounts ?? [])
    .filter(({ isOwn }) => isOwn)
    .map(({ mount, at, volumeName }) => ({ mount, at, ...(volumeName !== undefined && { volumeName }) }));
  return [...written, ...composed];
}

function usesCompose(config: unknown): boolean {
  return 'dockerComposeFile' in toObject(config);
}

function storeOf({ mount, ...rest }: Asked, dirs: readonly string[], config: unknown): FormerStore[] {
  const { type, source, target } = mount;
  if (!source || (type !== 'volume' && type !== 'bind')) return [];
  // What is the host's own stays in use there.
  if (type === 'bind' && claudePartOf(source) !== undefined) return [];
  const place = storePlace(mount, dirs, config);
  return place ? [{ type, source, target, ...place, ...rest }] : [];
}

const home = /^(\/root|\/claude-home|\/home\/[^/]+|\/Users\/[^/]+|\/?\$\{containerEnv:HOME\}|\/~)(\/|$)/;

/**
 * Where in a mount Claude's state lies, and which part of it; undefined when none does.
 * @param dirs as `namedConfigDirs` gives them
 */
export function storePlace(
  mount: Mount,
  dirs: readonly string[],
  config: unknown,
): Pick<FormerStore, 'inside' | 'part'> | undefined {
  if (isOurMount(mount)) return undefined;
  const target = plainPath(mount.target);
  const below = (path: string, folder: string) => path.slice(folder.length).replace(/^\/+/, '');
  for (const dir of dirs) {
    if (isWithin(target, dir)) return { inside: '', part: below(target, dir) };
    if (target !== '/' && isWithin(dir, target)) return { inside: below(dir, target), part: '' };
  }
  if (isWithin(target, containerConfigDir)) return { inside: '', part: below(target, containerConfigDir) };
  const [start] = home.exec(target) ?? [];
  if (start === target) return { inside: '.claude', part: '' };
  const inHome = start === undefined ? undefined : /^\.claude(?:\/(.*))?$/.exec(below(target, start));
  if (inHome && isHandMadeClaudeMount({ ...mount, target })) return { inside: '', part: inHome[1] ?? '' };
  const isNamedSo = mount.type === 'volume' && /\/\.claude$/.test(target) && !isInWorkspace(target, config);
  return isNamedSo ? { inside: '', part: '' } : undefined;
}
