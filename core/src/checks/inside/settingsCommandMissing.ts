import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const settingsCommandMissing = defineCheck({
  code: 'settings-command-missing',
  place: 'inside',
  severity: 'warning',
  title: 'A hook’s program is missing',
  why: 'The container gets a copy of your settings, and they name programs: hooks, the status line. A hook whose program is missing fails each time that it is called for; one that was to stop something does not stop it.',
  remedy:
    'Install the program in the container, or guard the hook (`command -v NAME >/dev/null || exit 0; NAME …`), or share without your settings: `claude-sessions share --no-profile`.',
  needs: ['configuration', 'inside'],
  find({ configuration: { configured }, inside: { missingCommands } }) {
    const shares = configured?.mode === 'share' && configured.options.profile;
    if (!shares || missingCommands.length === 0) return [];
    return [
      {
        severity: 'warning',
        message:
          'Your settings name programs, for hooks or the status line, that the container does not have.',
        evidence: [...missingCommands],
        fix: advice`Install them in the container, or share without your settings: ${ourCommand('share', '--no-profile')}.`,
      },
    ];
  },
});
