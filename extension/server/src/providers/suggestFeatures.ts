import {
  bindsHost,
  defaultCollection,
  type FeatureId,
  featureIds,
  featureReference,
  ourFeature,
  parseFeatureReference,
} from '@claude-sessions/core/features.ts';
import { featureText, noOptions } from './featureText.ts';
import type { Suggestion } from './suggestion.ts';

const details: Readonly<Record<FeatureId, string>> = {
  'claude-sessions': 'share Claude’s state with the host',
  'claude-persist': 'keep Claude’s state, apart from the host',
  'claude-profile': 'the host’s agents, commands, skills and settings, to read',
  'claude-login': 'log in once, for all dev containers that have it',
  'claude-home': 'keep the user’s whole home',
};

/**
 * Our Features that can be added.
 * @param present references that are there already
 * @param collections those in use, beside the public one; the last is asked for
 */
export function suggestFeatures(
  present: readonly string[],
  usesCompose: boolean,
  collections: readonly string[],
): Suggestion[] {
  const ours = present.flatMap((reference) => {
    const id = ourFeature(reference, collections);
    return id ? [{ id, reference }] : [];
  });
  const [first] = ours;
  const collection = first
    ? parseFeatureReference(first.reference).collection
    : (collections.at(-1) ?? defaultCollection);
  const has = (id: FeatureId) => ours.some((each) => each.id === id);
  return featureIds
    .filter((id) => !has(id) && fits(id, has, usesCompose))
    .map((id) => {
      const reference = featureReference(collection, id);
      const key = JSON.stringify(reference);
      return {
        label: reference,
        detail: details[id],
        about: [...featureText[id], noOptions],
        text: `${key}: {}`,
        key,
      };
    });
}

/** Not what a check would find fault with at once: both modes, a profile without sharing, binds under Docker Compose. */
function fits(id: FeatureId, has: (id: FeatureId) => boolean, usesCompose: boolean): boolean {
  if (id === 'claude-persist') return !has('claude-sessions');
  return !bindsHost(id) || (!usesCompose && !has('claude-persist'));
}
