import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { rebuild } from '../../findings/words.ts';

export const containerOutdated = defineCheck({
  code: 'container-outdated',
  place: 'container',
  severity: 'warning',
  title: 'Container is out of date',
  why: 'The engine remembers which Features and mounts a container was built of. Ours were others than devcontainer.json names today: what the container runs and what is configured are two things.',
  remedy:
    'Rebuild the container. What it holds outside of its mounts is lost by that, so `--fix` leaves it as it is; `claude-sessions doctor --recreate` does it.',
  status: 'drift',
  needs: ['container'],
  find: ({ container: { container, builtFrom } }) =>
    builtFrom.length === 0
      ? []
      : [
          {
            severity: 'warning',
            message: `The container ${container.name} was built with other Features or mounts than devcontainer.json has now.`,
            evidence: [...builtFrom],
            fix: advice`Save what it holds outside of its mounts, then ${rebuild}.`,
            action: { kind: 'recreate' },
          },
        ],
});
