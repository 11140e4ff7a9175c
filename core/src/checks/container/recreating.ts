import { advice } from '../../findings/advice.ts';
import type { Found } from '../../findings/check.ts';
import type { ContainerFacts } from '../../findings/facts.ts';
import { rebuild } from '../../findings/words.ts';

/**
 * What to do about a container that is not as configured: replace it; unless that was done, and the new one had the same.
 * @param found the code of the check, and what it found
 */
export function recreating(
  container: ContainerFacts | undefined,
  found: { readonly code: string; readonly evidence: readonly string[] },
): Pick<Found, 'fix' | 'action'> {
  const same = (evidence: readonly string[]) => evidence.join('\n') === found.evidence.join('\n');
  const wasInVain = container?.leftByRecreate?.some(
    ({ code, evidence }) => code === found.code && same(evidence),
  );
  if (wasInVain) {
    return {
      fix: advice`A new container was made of this configuration and had the same, so it is not made again. Look at what else decides it: the image and the Features in it, Compose files, another tool that starts the container. Once the configuration is changed it is tried again.`,
    };
  }
  return {
    fix: advice`Save what the container holds outside of its mounts, then ${rebuild}.`,
    action: { kind: 'recreate' },
  };
}
