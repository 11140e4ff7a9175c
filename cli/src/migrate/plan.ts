import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { isWithin, plainPath } from '@claude-sessions/core/mounts/claudeSource.ts';
import {
  type CopiedState,
  type Copier,
  type Failed,
  foreseeCopy,
  type Layout,
  leftOutOfConfig,
  leftOutOfHome,
  lookIntoVolume,
  type OwnVolume,
  type Recognised,
  recogniseVolume,
  userOf,
} from '../host/copyState.ts';
import { realPathOf } from '../host/realPath.ts';
import type { Part } from './copyParts.ts';
import type { Origin } from './origins.ts';

/**
 * `migrate`, in the order of the command; `--take-over` of `share` and `isolate` is a use of the same (`takeOver/`):
 *
 * 1. `findOrigins`, `namedOrigin` (by `job.ts`): what may hold Claude's state, and where that belongs.
 * 2. `planMigration` (here): one look into each, in a container with the source mounted read-only, tells how it is laid out; from
 *    that follows which part of it goes where, and a second look what would come of it. Nothing is written.
 * 3. `copyParts` (by `carryOut.ts`), once the user has seen that and said yes; `rememberTaken` notes it in the host's record.
 */
export type Migration = { readonly origin: Origin } & (
  | {
      /** `host`: conversations that a container filed among the host's own. */
      readonly layout: Layout | 'host';
      readonly holding: Recognised;
      readonly parts: readonly Part[];
      readonly foreseen: CopiedState & { readonly keeps: readonly string[] };
      /** The rest of a home has no place to go to. */
      readonly homeStays: boolean;
    }
  | Failed
) & {
    /** A running container that has the source. */
    readonly usedBy?: string;
  };

/** Where the parts of a migration go. */
export interface Targets {
  /** Claude's config directory. */
  readonly config: OwnVolume;
  /** What else a home has. */
  readonly home?: OwnVolume;
}

/** What of this host is its own, and never a container's. */
export interface HostPlaces {
  /** The project's folder, in which a container may have put links; its real path. */
  readonly project?: string;
  /** Claude's state, as `claudePlaces` gives it. */
  readonly claude: readonly string[];
}

/** Looks into what may be migrated; what holds nothing of Claude's is left out, unless the user named it. */
export async function planMigration(
  origins: readonly Origin[],
  targets: Targets,
  copier: Copier,
  places: HostPlaces,
): Promise<Migration[]> {
  const planned: Migration[] = [];
  for (const each of origins) {
    const migration = await planOne(each, targets, copier, places);
    const isNothing = 'why' in migration && migration.why === nothing;
    if (each.named || !isNothing) planned.push(migration);
  }
  return planned;
}

const nothing = 'nothing in it is known to be Claude’s';

async function planOne(
  given: Origin,
  targets: Targets,
  copier: Copier,
  places: HostPlaces,
): Promise<Migration> {
  const refused = 'folder' in given.store ? whyNotFolder(given, given.store.folder, places) : undefined;
  if (refused !== undefined) return { origin: given, why: refused };
  const origin = withRealPath(given);
  const user = await userOf(copier.engine, origin.store);
  const usedBy = user === undefined ? {} : { usedBy: user };
  // It could put a link in the place of a folder now.
  if (user !== undefined && 'folder' in origin.store)
    return { origin, why: `the container ${user} runs with it`, ...usedBy };
  const holding = await look(origin, copier);
  if ('why' in holding) return { origin, why: holding.why };
  const { parts, homeStays } = partsOf(origin, holding, targets);
  const isEmpty = !holding.login && holding.kilobytes + holding.rest === 0;
  if (parts.length === 0 || isEmpty) return { origin, why: nothing };
  const foreseen = await foresee(copier, parts);
  if ('why' in foreseen) return { origin, why: foreseen.why };
  const layout = origin.host ? ('host' as const) : holding.layout;
  return { origin, layout, holding, parts, foreseen, homeStays, ...usedBy };
}

/** Why a folder of this host is not read; undefined where it may be. */
function whyNotFolder(
  { host, named }: Origin,
  folder: string,
  { project, claude }: HostPlaces,
): string | undefined {
  const [path, real] = [resolve(folder), realPathOf(resolve(folder))];
  if (host) return real === join(realPathOf(dirname(path)), host.slug) ? undefined : 'it is a link';
  // A container may have put a link there, to any folder of this host.
  if (project !== undefined && isWithin(plainPath(path), project) && !isWithin(plainPath(real), project))
    return 'it leads out of the project';
  const isHosts = claude
    .map(realPathOf)
    .map(plainPath)
    .some((place) => {
      return isWithin(plainPath(real), place) || isWithin(place, plainPath(real));
    });
  if (!isHosts) return undefined;
  return named
    ? 'it is this host’s own, or has that in it; of a container that mounted it, migrate finds the conversations by devcontainer.json'
    : 'it is this host’s own';
}

function withRealPath(origin: Origin): Origin {
  const { store } = origin;
  return 'folder' in store ? { ...origin, store: { folder: realPathOf(resolve(store.folder)) } } : origin;
}

/** What a mount says of it, or else its content. */
async function look({ store, place, host }: Origin, copier: Copier): Promise<Recognised | Failed> {
  const plain = { layout: 'config', inner: false, rest: 0 } as const;
  const isWhole = !host && (!place || (place.part === '' && ['', '.claude'].includes(place.inside)));
  if (isWhole) {
    const found = await recogniseVolume(copier, store);
    if ('why' in found) return found;
    // A mount at the config directory says what it is, whatever a user has put there.
    const isSo = place?.inside === '' ? ['config', 'flat'] : ['home', 'flat'];
    if (!place || isSo.includes(found.layout)) return found;
  }
  const part = host ? `projects/${host.slug}` : (place?.part ?? '');
  const holding = await lookIntoVolume(copier, { ...store, inside: place?.inside ?? '', part });
  return 'why' in holding ? holding : { ...holding, ...plain };
}

/** Which part of a store goes where. */
export function partsOf(
  { store, place, host, named = false }: Pick<Origin, 'store' | 'place' | 'host' | 'named'>,
  { layout, inner, rest }: Pick<Recognised, 'layout' | 'inner' | 'rest'>,
  { config, home }: Targets,
): { parts: Part[]; homeStays: boolean } {
  const state = (inside: string, leftOut = leftOutOfConfig): Part => ({
    source: { ...store, inside, leftOut },
    to: config,
  });
  if (host)
    return { parts: [{ source: { ...store, part: `projects/${host.slug}` }, to: config }], homeStays: false };
  if (layout === 'home') {
    // A volume that only has a shell's history, say, was never a home.
    const isRest = rest > 0 && (inner || named || place !== undefined);
    const others: Part[] = isRest && home ? [{ source: { ...store, leftOut: leftOutOfHome }, to: home }] : [];
    return { parts: [...(inner ? [state('.claude')] : []), ...others], homeStays: isRest && !home };
  }
  if (layout === 'none') return { parts: [], homeStays: false };
  if (place && (place.part !== '' || place.inside !== ''))
    return { parts: [{ source: { ...store, ...place }, to: config }], homeStays: false };
  // What was put below by the time that it was a home's.
  const isMixed = layout === 'flat' && inner;
  const top = state('', isMixed ? [...leftOutOfConfig, '.claude'] : leftOutOfConfig);
  return { parts: isMixed ? [state('.claude'), top] : [top], homeStays: false };
}

/** What would come of it; into a volume that is not there yet, all of it. */
async function foresee(copier: Copier, parts: readonly Part[]) {
  let [copied, kept] = [0, 0];
  const keeps: string[] = [];
  for (const { source, to } of parts) {
    if (!to.exists) {
      copied++;
      continue;
    }
    const found = await foreseeCopy(copier, source, to);
    if ('why' in found) return found;
    copied += found.copied;
    kept += found.kept;
    keeps.push(...found.keeps.map((path) => (to.below === undefined ? path : join(to.below, path))));
  }
  return { copied, kept, keeps };
}

/** A name for the container that copies, where no dev container gives one. */
export function copierNameFor(volume: string): string {
  return createHash('sha256').update(volume).digest('hex');
}
