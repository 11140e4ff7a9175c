import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const preparedOtherwise = defineCheck({
  code: 'prepared-otherwise',
  place: 'host',
  severity: 'warning',
  title: 'Prepared the other way',
  why: 'With `share --review` the container gets a folder of its own, with `share --live` the conversations of this host themselves. Where devcontainer.json says the one and the host is prepared for the other, the next start changes that; until then a container that is started otherwise gets what is not configured.',
  remedy:
    'Run `claude-sessions prepare`, then stop the container and start it again. `--fix` does the first of these.',
  needs: ['configuration', 'host'],
  find({ configuration: { configured }, host: { prepared } }) {
    const { project, mirrored = false } = prepared;
    if (configured?.mode !== 'share' || project.kind === 'missing') return [];
    const { review } = configured.options;
    if (review === mirrored || !(mirrored || project.link)) return [];
    return [
      {
        severity: 'warning',
        message: review
          ? 'This dev container is configured to be reviewed, but this host is prepared to share its conversations live.'
          : 'This dev container is configured to be shared live, but this host is prepared for review.',
        evidence: [mirrored ? project.path : `${project.path} -> ${project.realPath}`],
        fix: advice`Run ${ourCommand('prepare')}, then stop the container and start it again.`,
        action: { kind: 'prepare' },
      },
    ];
  },
});
