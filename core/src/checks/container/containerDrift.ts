import { defineCheck } from '../../findings/check.ts';
import { driftEvidence } from './driftEvidence.ts';
import { recreating } from './recreating.ts';

export const containerDrift = defineCheck({
  code: 'container-drift',
  place: 'container',
  severity: 'error',
  title: 'Mounts not as configured',
  why: 'A container keeps the mounts that it was created with. Where devcontainer.json has changed since, what was asked for and what is are two things: conversations may go where they get lost, or be written where they were to be read only.',
  remedy:
    'Rebuild the container. What it holds outside of its mounts is lost by that, so `--fix` leaves it as it is; `claude-sessions doctor --recreate` does it.',
  status: 'drift',
  explains: ['claude-state-missing'],
  needs: ['container'],
  find(facts) {
    const { container, builtFrom } = facts.container;
    const ofMounts = driftEvidence(facts);
    if (ofMounts.length === 0) return [];
    // One cause, one finding: it is a new container that is needed.
    const evidence = [...ofMounts, ...builtFrom];
    return [
      {
        severity: 'error',
        message: `The container ${container.name} was created before the configuration changed: it does not mount what is configured.`,
        evidence,
        ...recreating(facts.container, { code: 'container-drift', evidence }),
      },
    ];
  },
});
