import type { DevcontainerDocument } from '../devcontainer/document.ts';
import { type OurFeature, readConfigured } from '../share/readConfigured.ts';
import type { ConfigurationFacts } from './facts.ts';

/**
 * What a devcontainer.json says, for the checks.
 * @param file as shown to the user: relative to the workspace folder
 * @param document undefined when there is none
 * @param collections whose Features are ours, beside the public one
 * @param ofImage our Features that the image was built with
 */
export function configurationFacts(
  file: string,
  document: DevcontainerDocument | undefined,
  collections: readonly string[],
  ofImage: readonly OurFeature[] = [],
): ConfigurationFacts {
  const readable = document?.root?.type === 'object';
  return {
    file,
    collections,
    ...(document && { document }),
    ...(readable && { configured: readConfigured(document, collections, ofImage) }),
  };
}
