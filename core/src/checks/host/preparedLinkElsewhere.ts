import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { plainPath } from '../../mounts/claudeSource.ts';

export const preparedLinkElsewhere = defineCheck({
  code: 'prepared-link-elsewhere',
  place: 'host',
  severity: 'error',
  title: 'Prepared link leads elsewhere',
  why: 'The container gets what `~/.claude-sessions/<id>/project` leads to. When the workspace or Claude’s folder was moved, that is nowhere, or conversations of another project, which this container has no business with.',
  remedy:
    'Look where it leads. Then delete the link (only the link) and run `claude-sessions prepare`. `--fix` makes the folder where the link is right and only the folder is gone.',
  needs: ['configuration', 'host'],
  find({ configuration, host: { prepared, projectFolder, keepsTo } }) {
    const { project, mirrored } = prepared;
    const isThere = project.link || project.kind !== 'missing';
    if (configuration.configured?.mode !== 'share' || !isThere || keepsTo !== undefined) return [];
    // The one or the other, as devcontainer.json says, is made at the next start.
    if (mirrored) return [];
    const dangling = project.kind === 'missing';
    if (!dangling && plainPath(project.realPath) === plainPath(projectFolder.realPath)) return [];
    return [
      {
        severity: 'error',
        message: dangling
          ? 'The prepared link leads nowhere: the container will not start.'
          : 'The prepared link does not lead to the conversations of this project.',
        evidence: [
          dangling ? project.path : `${project.path} -> ${project.realPath}`,
          `this project’s: ${projectFolder.path}`,
        ],
        fix: dangling
          ? advice`Run ${ourCommand('prepare')}; if that refuses, look where ${project.path} leads, delete it (the link only) and run it again.`
          : advice`Look where it leads, delete ${project.path} (the link only), then run ${ourCommand('prepare')}.`,
        // It makes the folder where the link is right, and refuses where it is not.
        ...(dangling && { action: { kind: 'prepare' } as const }),
      },
    ];
  },
});
