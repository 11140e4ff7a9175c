import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import { keyRangeAt, rangeAt } from '../../findings/readDocument.ts';
import { modeCommand } from '../../findings/words.ts';
import { composeFile } from '../../share/compose.ts';
import { needsPrepare } from '../../share/options.ts';

export const noPrepareCommand = defineCheck({
  code: 'no-prepare-command',
  place: 'configuration',
  severity: 'warning',
  title: 'The prepare command is missing',
  why: 'What is shared is mounted from folders on the host, and a container with a mount whose source is missing does not start. The `initializeCommand` entry that `share` writes makes them on every host, before every start. Without it the container starts only where somebody prepared the host by hand.',
  remedy:
    'Run `claude-sessions share`, which writes the entry and the script that it runs; `--fix` does the same.',
  fromAbsence: true,
  needs: ['configuration'],
  find({ configuration }) {
    const { configured, document } = configuration;
    if (!configured || !needsPrepare(configured.mode, configured.options) || configured.prepares) return [];
    const own = configured.mode === 'isolate' ? 'claude-persist' : 'claude-sessions';
    const base = configured.features.find(({ id }) => id === own);
    return [
      found({
        severity: 'warning',
        message:
          'Nothing in devcontainer.json prepares the host: the container does not start where nobody did it by hand.',
        evidence: base ? [base.reference] : [composeFile],
        fix: advice`Run ${modeCommand(configuration)}: it adds the entry of initializeCommand that does.`,
        action: { kind: 'applyMode' },
        range: base
          ? keyRangeAt(document, ['features', base.reference])
          : rangeAt(document, ['dockerComposeFile']),
      }),
    ];
  },
});
