import { type ClaudePath, claudePaths, optionalParts } from '../../catalogue.ts';
import { containerConfigDir } from '../../containerPaths.ts';
import type { ConfigurationFacts, HostFacts } from '../../findings/facts.ts';
import { type DocumentReading, type MountSite, readDocument } from '../../findings/readDocument.ts';
import { isReplacedMount } from '../../mounts/claudeMount.ts';
import { claudePartOf, homePattern, isWithin, plainPath } from '../../mounts/claudeSource.ts';
import { hostLoginName } from '../../share/login.ts';
import { optionMounts } from '../../share/options.ts';
import { type ComposeSite, composeSites } from './composeSites.ts';

/**
 * What a mount of Claude's state is; each is the matter of one check.
 * `credential`, `whole`, `projects`, `legacy`, `file`, `program` (what Claude on the host runs or follows, writable),
 * `private` (another entry that never leaves), `nested` (below Claude's folder in the container), `other`.
 */
export type ClaudeMountKind =
  | 'credential'
  | 'whole'
  | 'projects'
  | 'legacy'
  | 'file'
  | 'program'
  | 'private'
  | 'nested'
  | 'other';

/** A mount of Claude's state in a devcontainer.json that is not ours. */
export interface ClaudeMount {
  readonly site: MountSite;
  readonly kind: ClaudeMountKind;
  /** Which part of Claude's state it is, of the host's or of the container's: `` for all of it. Undefined when neither says. */
  readonly part: string | undefined;
  /** Its entry in the catalogue, if it has one. */
  readonly entry: ClaudePath | undefined;
  /** As it comes up, whatever the text asks for. */
  readonly writable: boolean;
  /** It shows the host's own state, not only something in its place. */
  readonly ofHost: boolean;
}

const hostLoginPath = `.claude-sessions/${hostLoginName}`;
const hostLoginPattern = new RegExp(
  `^${homePattern}[\\\\/]\\.claude-sessions[\\\\/]${hostLoginName}[\\\\/]?$`,
);

const known = new WeakMap<
  DocumentReading,
  Pick<ConfigurationFacts, 'settings'> & {
    readonly host: HostFacts | undefined;
    readonly mounts: readonly ClaudeMount[];
  }
>();

/**
 * Every mount of Claude's state but those that our own commands write: of devcontainer.json and of the Compose files that it
 * names. Found once for all checks.
 */
export function claudeMounts(configuration: ConfigurationFacts, host?: HostFacts): readonly ClaudeMount[] {
  const reading = readDocument(configuration);
  const before = known.get(reading);
  const { settings } = configuration;
  if (before && before.host === host && before.settings === settings) return before.mounts;
  const mounts = findClaudeMounts(reading, composeSites(configuration), host);
  known.set(reading, { host, mounts, ...(settings && { settings }) });
  return mounts;
}

function findClaudeMounts(
  { value, sites }: DocumentReading,
  byCompose: readonly ComposeSite[],
  host: HostFacts | undefined,
): ClaudeMount[] {
  const usesCompose = 'dockerComposeFile' in value;
  return [...sites, ...byCompose].flatMap((site) => {
    if (optionMounts.some((entry) => entry === site.entry)) return [];
    if (isHostLogin(site, host)) return hostLoginMounts(site, usesCompose);
    const source = site.mount.type === 'bind' ? sourcePart(site, host) : undefined;
    const isOther = 'isOwn' in site && !site.isOwn;
    // What another container keeps for itself is no matter; what it gets of the host, it could hand over.
    if (isOther && source === undefined) return [];
    const target = targetPart(site.mount.target);
    if (source === undefined && target === undefined && !isReplacedMount(site.mount, value)) return [];
    const writable = !isHeededReadonly(site, usesCompose);
    const part = source ?? (site.mount.type === 'bind' ? target : undefined);
    const entry = entryOf(part);
    const isFile = entry?.name === part ? entry?.kind === 'file' : isFileOnHost(site, host);
    const kind = kindOf({ source, target, entry, writable, isFile });
    return [{ site, kind, part: source ?? target, entry, writable, ofHost: source !== undefined }];
  });
}

/** The folder in which the host keeps a login for containers, by whoever's hand it is mounted: a fault only where it can be written. */
function isHostLogin({ mount: { type, source = '' } }: MountSite, host: HostFacts | undefined): boolean {
  if (type !== 'bind') return false;
  if (hostLoginPattern.test(source)) return true;
  return host !== undefined && plainPath(source) === plainPath(`${host.paths.home}/${hostLoginPath}`);
}

function hostLoginMounts(site: MountSite, usesCompose: boolean): ClaudeMount[] {
  const writable = !isHeededReadonly(site, usesCompose);
  return writable
    ? [{ site, kind: 'credential', part: undefined, entry: undefined, writable, ofHost: true }]
    : [];
}

/**
 * True when a mount comes up read-only. The tools drop `readonly` of an object, and under Docker Compose of a string too
 * (@devcontainers/cli 0.89).
 */
export function isHeededReadonly({ mount, entry, where }: MountSite, usesCompose: boolean): boolean {
  return mount.readonly && typeof entry === 'string' && !(usesCompose && where === 'mounts');
}

interface Traits {
  readonly source: string | undefined;
  readonly target: string | undefined;
  readonly entry: ClaudePath | undefined;
  readonly writable: boolean;
  readonly isFile: boolean;
}

function kindOf({ source, target, entry, writable, isFile }: Traits): ClaudeMountKind {
  if (source !== undefined && entry?.class === 'credential') return 'credential';
  if (source === '') return 'whole';
  if (source === 'projects') return 'projects';
  if (source !== undefined && entry?.class === 'legacy') return 'legacy';
  if (source !== undefined && entry?.class === 'config' && writable) return 'program';
  if (isFile && (source !== undefined || writable)) return 'file';
  if (source !== undefined && entry && isPrivate(entry, source)) return 'private';
  return target ? 'nested' : 'other';
}

/** Of an entry that is shared in parts, whatever is not in one of them stays on the host. */
function isPrivate({ share, parts }: ClaudePath, source: string): boolean {
  return share === 'never' || (parts !== undefined && !optionalParts.some((part) => isWithin(source, part)));
}

function entryOf(part: string | undefined): ClaudePath | undefined {
  const [name] = (part ?? '').split('/');
  return claudePaths.find((entry) => entry.name === name);
}

/** Which part of the host's Claude state a bind shows. */
function sourcePart({ mount, index, at }: MountSite, host: HostFacts | undefined): string | undefined {
  const part = claudePartOf(mount.source ?? '');
  if (part !== undefined || !host) return part;
  const found = at ? sourceOf(mount, host) : host.sources.find((each) => each.index === index)?.source;
  const places = [host.configDir, `${host.paths.home}/.claude`].map(plainPath);
  for (const form of found ? [found.path, found.realPath].map(plainPath) : []) {
    const place = places.find((each) => isWithin(form, each));
    if (place !== undefined) return form.slice(place.length).replace(/^\//, '');
  }
  return undefined;
}

function sourceOf({ source: path = '' }: MountSite['mount'], { paths }: HostFacts) {
  return { path, realPath: paths.resolve(path) };
}

/** Which part of Claude's config directory in the container a target is. */
export function targetPart(target: string): string | undefined {
  const path = target.replace(/^(\$\{containerEnv:HOME\}|\/claude-home(?=\/|$))/, '~');
  if (!path.startsWith(`${containerConfigDir}/`)) return claudePartOf(path);
  return path.slice(containerConfigDir.length).replace(/^\/+|\/+$/g, '');
}

function isFileOnHost({ index }: MountSite, host: HostFacts | undefined): boolean {
  return host?.sources.find((each) => each.index === index)?.source.kind === 'file';
}
