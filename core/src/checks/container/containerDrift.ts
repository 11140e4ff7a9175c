import { hasDrifted } from '../../container/mountDrift.ts';
import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { readDocument } from '../../findings/readDocument.ts';
import { rebuild } from '../../findings/words.ts';

export const containerDrift = defineCheck({
  code: 'container-drift',
  place: 'container',
  severity: 'error',
  title: 'Mounts not as configured',
  why: 'A container keeps the mounts that it was created with. Where devcontainer.json has changed since, what was asked for and what is are two things: conversations may go where they get lost, or be written where they were to be read only.',
  remedy:
    'Rebuild the container. What it holds outside of its mounts is lost by that, so `--fix` leaves it as it is; `claude-sessions doctor --recreate` does it.',
  status: 'drift',
  needs: ['container'],
  find({ configuration, container: { container, drift } }) {
    const sites = configuration ? readDocument(configuration).sites : [];
    // What is still configured does not go by a rebuild.
    const notOurs = drift.notOurs.filter(({ target }) => !sites.some(({ mount }) => mount.target === target));
    if (!hasDrifted(drift) && notOurs.length === 0) return [];
    return [
      {
        severity: 'error',
        message: `The container ${container.name} was created before the configuration changed: it does not mount what is configured.`,
        evidence: [
          ...drift.missing.map((target) => `lacks ${target}`),
          ...drift.unexpected.map((target) => `still has ${target}`),
          ...drift.wrong.map(({ target, why }) => `${target} ${why}`),
          ...notOurs.map(({ source, target }) => `mounts ${source} at ${target}, which is not ours`),
        ],
        fix: advice`Save what it holds outside of its mounts, then ${rebuild}.`,
        action: { kind: 'recreate' },
      },
    ];
  },
});
