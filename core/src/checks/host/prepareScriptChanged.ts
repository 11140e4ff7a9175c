import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { modeCommand } from '../../findings/words.ts';

export const prepareScriptChanged = defineCheck({
  code: 'prepare-script-changed',
  place: 'host',
  severity: 'warning',
  title: 'Prepare script changed',
  why: 'The script runs on this host before every start, and it lies in the workspace, which the container can write. It was edited, or it was written by another version of `claude-sessions`.',
  remedy: 'Look at it (`git diff`, `git log`). `claude-sessions share` puts back the one of this version.',
  anchor: 'prepare',
  needs: ['configuration', 'host'],
  find: ({ configuration, host }) =>
    host.scripts === 'changed'
      ? [
          {
            severity: 'warning',
            message:
              'The prepare script beside devcontainer.json was edited, or is of another version; it runs on this host at every start.',
            evidence: [configuration.file],
            fix: advice`Look at it; ${modeCommand(configuration)} puts back the one of this version.`,
          },
        ]
      : [],
});
