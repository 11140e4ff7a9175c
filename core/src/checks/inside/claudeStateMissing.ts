import { defineCheck } from '../../findings/check.ts';
import { recreating } from '../container/recreating.ts';

export const claudeStateMissing = defineCheck({
  code: 'claude-state-missing',
  place: 'inside',
  severity: 'error',
  title: 'claude-state is missing inside',
  why: 'Our Features install `claude-state`, which links the host’s conversations and fixes ownership at every start. A container without it was built before the Feature was added, or something in it is in the way.',
  remedy:
    'Rebuild the container. What it holds outside of its mounts is lost by that, so `--fix` leaves it as it is; `claude-sessions doctor --recreate` does it.',
  needs: ['configuration', 'inside'],
  find({ configuration: { configured }, inside, container }) {
    if (!configured || configured.mode === 'none' || inside.doctor) return [];
    const evidence = configured.features.map(({ reference }) => reference);
    return [
      {
        severity: 'error',
        message:
          'Our Feature is configured, but its program `claude-state` does not answer in the container.',
        evidence,
        ...recreating(container, { code: 'claude-state-missing', evidence }),
      },
    ];
  },
});
