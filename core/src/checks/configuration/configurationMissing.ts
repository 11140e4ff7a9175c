import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const configurationMissing = defineCheck({
  code: 'configuration-missing',
  place: 'configuration',
  severity: 'error',
  title: 'No devcontainer.json',
  why: 'A dev container is described by a devcontainer.json. Without one there is nothing to set up and nothing to look at.',
  remedy:
    'Add one with your editor ("Add Dev Container Configuration Files"), or let `claude-sessions share --create` or `claude-sessions isolate --create` write a small one.',
  status: 'none',
  needs: ['configuration'],
  find: ({ configuration: { document, file, below = [] } }) => {
    if (document) return [];
    if (below.length > 0) {
      return [
        {
          severity: 'error',
          message: 'There is no devcontainer.json here, but folders below have one.',
          evidence: below,
          fix: advice`Run this in one of them, or name it as FOLDER.`,
        },
      ];
    }
    return [
      {
        severity: 'error',
        message: 'There is no devcontainer.json here.',
        evidence: [file],
        fix: advice`Name the file with \`--config FILE\`, or run ${ourCommand('share', '--create')} to have one written.`,
      },
    ];
  },
});
