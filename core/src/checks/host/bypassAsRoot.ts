import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const bypassAsRoot = defineCheck({
  code: 'bypass-as-root',
  place: 'host',
  severity: 'information',
  title: 'Bypass mode not shared',
  why: 'Your `settings.json` sets `permissions.defaultMode` to `bypassPermissions`. The container’s copy is without it, since Claude Code refuses to start with it as root, which most containers run as. Inside, Claude Code asks for permission as it does by default.',
  remedy:
    'Nothing has to be fixed. To start it in that mode inside, as a user other than root: `claude --permission-mode bypassPermissions`.',
  needs: ['configuration', 'host'],
  find({ configuration: { configured }, host: { settings } }) {
    if (configured?.mode !== 'share' || !configured.options.profile || !settings.bypassesPermissions)
      return [];
    return [
      {
        severity: 'information',
        message:
          'Your settings bypass permissions. The container’s copy does not: as root, Claude Code would refuse to start.',
        evidence: ['permissions.defaultMode: bypassPermissions'],
        fix: advice`To bypass permissions inside, as a user other than root, start it there with claude --permission-mode bypassPermissions.`,
      },
    ];
  },
});
