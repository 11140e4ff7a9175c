import { defineCheck } from '../../findings/check.ts';
import { driftEvidence } from './driftEvidence.ts';
import { recreating } from './recreating.ts';

export const containerOutdated = defineCheck({
  code: 'container-outdated',
  place: 'container',
  severity: 'warning',
  title: 'Container is out of date',
  why: 'The engine remembers which Features and mounts a container was built of. Ours were others than devcontainer.json names today: what the container runs and what is configured are two things. Where its mounts differ too, `container-drift` says both.',
  remedy:
    'Rebuild the container. What it holds outside of its mounts is lost by that, so `--fix` leaves it as it is; `claude-sessions doctor --recreate` does it.',
  status: 'drift',
  explains: ['claude-state-missing'],
  needs: ['container'],
  find(facts) {
    const { container, builtFrom } = facts.container;
    // Where its mounts differ as well, that is said of both.
    if (builtFrom.length === 0 || driftEvidence(facts).length > 0) return [];
    const evidence = [...builtFrom];
    return [
      {
        severity: 'warning',
        message: `The container ${container.name} was built with other Features or mounts than devcontainer.json has now.`,
        evidence,
        ...recreating(facts.container, { code: 'container-outdated', evidence }),
      },
    ];
  },
});
