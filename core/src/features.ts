/** The Features that this project publishes. */
export type FeatureId =
  | 'claude-persist'
  | 'claude-sessions'
  | 'claude-profile'
  | 'claude-login'
  | 'claude-home';

export const featureIds: readonly FeatureId[] = [
  'claude-persist',
  'claude-sessions',
  'claude-profile',
  'claude-login',
  'claude-home',
];

/** True for a Feature that mounts folders of the host, which have to be there; the others mount volumes only. */
export function bindsHost(id: FeatureId): boolean {
  return id === 'claude-sessions' || id === 'claude-profile';
}

/** True for a Feature that goes beside one of the base Features, and is of use without one. */
export function isAddition(id: FeatureId): boolean {
  return id === 'claude-login' || id === 'claude-home';
}

/** Where the Features are published unless a setting says otherwise. */
export const defaultCollection = 'ghcr.io/claude-sessions/features';

/** The Features' major version, the tag that `share` writes. */
const featureMajor = '1';

/**
 * The reference of one of our Features, as a key of `features` in devcontainer.json.
 * @param collection registry and namespace, without a trailing slash; or, for Features that lie in the project itself,
 *   a folder relative to devcontainer.json that begins with `.` (a local Feature has no version)
 */
export function featureReference(collection: string, id: FeatureId): string {
  if (collection.startsWith('.')) return `${collection}/${id}`;
  return `${collection}/${id}:${featureMajor}`;
}

/** A Feature reference taken apart: `collection/id:version` or `collection/id@digest`; a local path has no version. */
interface ParsedReference {
  readonly collection: string;
  readonly id: string;
}

/** Splits a Feature reference (containers.dev/implementors/features, "Referencing a Feature"). */
export function parseFeatureReference(reference: string): ParsedReference {
  const slash = reference.lastIndexOf('/');
  const last = reference.slice(slash + 1);
  return {
    collection: slash < 0 ? '' : reference.slice(0, slash),
    id: last.replace(/[@:].*$/, '').toLowerCase(),
  };
}

/**
 * Which of our Features a reference names. Somebody else's collection may have Features of the same names: ours are
 * those of the public collection, of a folder in the project, of a collection with a path segment `claude-sessions`,
 * and of the collections that are in use.
 * @param inUse collections that a setting or a record names, such as a company's mirror
 * @returns undefined for any other Feature
 */
export function ourFeature(reference: string, inUse: readonly string[] = []): FeatureId | undefined {
  const { collection, id } = parseFeatureReference(reference);
  const segments = collection.toLowerCase().split('/').slice(1);
  const ours =
    collection === defaultCollection ||
    inUse.includes(collection) ||
    /^\.\.?(\/|$)/.test(collection) ||
    segments.includes('claude-sessions');
  return ours ? featureIds.find((known) => known === id) : undefined;
}

/** True for a Feature that has the name of one of ours but comes from a collection that is not ours. */
export function isForeignNamesake(reference: string, inUse: readonly string[] = []): boolean {
  const { id } = parseFeatureReference(reference);
  return featureIds.some((known) => known === id) && ourFeature(reference, inUse) === undefined;
}

/** Whether a dev container keeps its user's whole home in a volume: a Feature named so. @param features of devcontainer.json */
export function keepsHome(features: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(features).some((reference) => parseFeatureReference(reference).id === 'claude-home');
}

/** References of Features of others that keep Claude's state in a volume, by their names. @param features of devcontainer.json */
export function peerFeatures(features: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(features).filter((reference) => {
    const { id } = parseFeatureReference(reference);
    const isOurs = id === 'claude-home' || featureIds.some((ours) => ours === id);
    return !isOurs && /claude/.test(id) && /persist|config|volume|state|data|session|mount|home/.test(id);
  });
}
