import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import { keyRangeAt } from '../../findings/readDocument.ts';
import { modeCommand } from '../../findings/words.ts';

export const bothModes = defineCheck({
  code: 'both-modes',
  place: 'configuration',
  severity: 'warning',
  title: 'Shared and isolated at once',
  why: '`claude-sessions` shares the host’s conversations, `claude-persist` keeps the container apart. With both, it is shared: somebody who reads only the second line believes otherwise.',
  remedy:
    'Run `claude-sessions share` or `claude-sessions isolate`; each takes the other’s Feature out. `--fix` keeps to sharing, which is what happens already, unless you chose to isolate.',
  needs: ['configuration'],
  find({ configuration }) {
    const { configured, document } = configuration;
    const persist = configured?.features.find(({ id }) => id === 'claude-persist');
    if (!configured?.both || !persist) return [];
    return [
      found({
        severity: 'warning',
        message:
          'The Features claude-sessions and claude-persist are both there; that means the host’s conversations are shared.',
        evidence: configured.features.map(({ reference }) => reference),
        fix: advice`Run ${modeCommand(configuration)} to share, or ${ourCommand('isolate')} to keep the container apart.`,
        action: { kind: 'applyMode' },
        range: keyRangeAt(document, ['features', persist.reference]),
      }),
    ];
  },
});
