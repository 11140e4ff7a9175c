import { hasDrifted } from '../../container/mountDrift.ts';
import type { Facts } from '../../findings/facts.ts';
import { readDocument } from '../../findings/readDocument.ts';

/** How the mounts of a container differ from what is configured, a line each; none where they do not. */
export function driftEvidence({
  configuration,
  container: { drift },
}: Pick<Facts, 'configuration'> & Required<Pick<Facts, 'container'>>): string[] {
  const sites = configuration ? readDocument(configuration).sites : [];
  // What is still configured does not go by a rebuild.
  const notOurs = drift.notOurs.filter(({ target }) => !sites.some(({ mount }) => mount.target === target));
  if (!hasDrifted(drift) && notOurs.length === 0) return [];
  return [
    ...drift.missing.map((target) => `lacks ${target}`),
    ...drift.unexpected.map((target) => `still has ${target}`),
    ...drift.wrong.map(({ target, why }) => `${target} ${why}`),
    ...notOurs.map(
      ({ source, target }) => `mounts ${source} at ${target}, which Claude Sessions did not add`,
    ),
  ];
}
