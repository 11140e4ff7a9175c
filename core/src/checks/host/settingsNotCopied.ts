import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const settingsNotCopied = defineCheck({
  code: 'settings-not-copied',
  place: 'host',
  severity: 'warning',
  title: 'Settings not copied',
  why: 'When your `settings.json` has changed, the prepare script copies simple settings only (model, theme, language and the like): it has no filter that could tell what is secret. Permissions, hooks and `env` are then not in the container’s copy, and what you deny on this host is not denied there.',
  remedy:
    'Run `claude-sessions prepare`, which copies all that is safe; the VS Code extension does when it opens the project, and so does `--fix`.',
  anchor: 'elsewhere',
  needs: ['configuration', 'host'],
  find({ configuration: { configured }, host: { settings } }) {
    if (configured?.mode !== 'share' || !configured.options.profile || settings.notCopied.length === 0)
      return [];
    return [
      {
        severity: 'warning',
        message:
          'The container’s copy of your settings is without some that may be shared, or has them as they were.',
        evidence: [...settings.notCopied],
        fix: advice`Run ${ourCommand('prepare')}.`,
        action: { kind: 'prepare' },
      },
    ];
  },
});
