import { featureReference, ourFeature, parseFeatureReference } from '@claude-sessions/core/features.ts';

/** The setting `dev.containers.defaultFeatures` as it is found: Features by reference, or anything else. */
type Features = Readonly<Record<string, unknown>>;

/** What may be a default: what is shared of the host is chosen for each project. */
type DefaultFeature = 'claude-persist' | 'claude-login';

/**
 * Adds one of our Features.
 * @returns undefined when it is there already
 */
export function withFeature(value: unknown, collection: string, id: DefaultFeature): Features | undefined {
  const features = featuresOf(value);
  const reference = featureReference(collection, id);
  const { collection: wanted } = parseFeatureReference(reference);
  const isThere = Object.keys(features).some((key) => {
    return isOneOf([id], key, collection) && parseFeatureReference(key).collection === wanted;
  });
  return isThere ? undefined : { ...features, [reference]: {} };
}

/**
 * Takes them out, in whatever version.
 * @returns `unchanged` when none is there; undefined when nothing else is left
 */
export function withoutFeatures(
  value: unknown,
  collection: string,
  ...ids: readonly DefaultFeature[]
): Features | undefined | 'unchanged' {
  const entries = Object.entries(featuresOf(value));
  const rest = entries.filter(([reference]) => !isOneOf(ids, reference, collection));
  if (rest.length === entries.length) return 'unchanged';
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

function isOneOf(ids: readonly DefaultFeature[], reference: string, collection: string): boolean {
  const ours = ourFeature(reference, [collection]);
  return ids.some((id) => id === ours);
}

function featuresOf(value: unknown): Features {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Features) : {};
}
