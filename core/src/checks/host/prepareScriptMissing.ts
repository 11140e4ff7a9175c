import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { modeCommand } from '../../findings/words.ts';

export const prepareScriptMissing = defineCheck({
  code: 'prepare-script-missing',
  place: 'host',
  severity: 'error',
  title: 'The prepare script is missing',
  why: '`initializeCommand` in devcontainer.json runs a script that lies beside it. Without the script the command fails, and the container does not start.',
  remedy:
    'Run `claude-sessions share` again, which writes it, and commit it with devcontainer.json; `--fix` writes it.',
  anchor: 'prepare',
  needs: ['configuration', 'host'],
  find: ({ configuration, host }) =>
    host.scripts === 'missing'
      ? [
          {
            severity: 'error',
            message:
              'A prepare script beside devcontainer.json is missing: the container does not start without it.',
            evidence: [configuration.file],
            fix: advice`Run ${modeCommand(configuration)}, and commit the script with devcontainer.json.`,
            action: { kind: 'applyMode' },
          },
        ]
      : [],
});
