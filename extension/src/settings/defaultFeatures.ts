import { featureReference, ourFeature, parseFeatureReference } from '@claude-sessions/core/features.ts';

/** The setting `dev.containers.defaultFeatures` as it is found: Features by reference, or anything else. */
type Features = Readonly<Record<string, unknown>>;

/**
 * Adds the Feature that keeps Claude's state, and no other: what is shared is chosen for each project.
 * @returns undefined when it is there already
 */
export function withPersist(value: unknown, collection: string): Features | undefined {
  const features = featuresOf(value);
  const reference = featureReference(collection, 'claude-persist');
  const { collection: wanted } = parseFeatureReference(reference);
  const isThere = Object.keys(features).some((key) => {
    return isPersist(key, collection) && parseFeatureReference(key).collection === wanted;
  });
  return isThere ? undefined : { ...features, [reference]: {} };
}

/**
 * Takes it out, in whatever version.
 * @returns `unchanged` when it is not there; undefined when nothing else is left
 */
export function withoutPersist(value: unknown, collection: string): Features | undefined | 'unchanged' {
  const entries = Object.entries(featuresOf(value));
  const rest = entries.filter(([reference]) => !isPersist(reference, collection));
  if (rest.length === entries.length) return 'unchanged';
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

function isPersist(reference: string, collection: string): boolean {
  return ourFeature(reference, [collection]) === 'claude-persist';
}

function featuresOf(value: unknown): Features {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Features) : {};
}
