import type { DevcontainerDocument } from '../devcontainer/document.ts';
import { readConfigured } from '../share/readConfigured.ts';
import type { ConfigurationFacts } from './facts.ts';

/**
 * What a devcontainer.json says, for the checks.
 * @param file as shown to the user: relative to the workspace folder
 * @param document undefined when there is none
 * @param collections whose Features are ours, beside the public one
 */
export function configurationFacts(
  file: string,
  document: DevcontainerDocument | undefined,
  collections: readonly string[],
): ConfigurationFacts {
  const readable = document?.root?.type === 'object';
  return {
    file,
    collections,
    ...(document && { document }),
    ...(readable && { configured: readConfigured(document, collections) }),
  };
}
