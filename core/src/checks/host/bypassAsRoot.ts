import { documentValue } from '../../devcontainer/document.ts';
import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { isSandbox, runsAsRoot } from '../../share/rootUser.ts';

export const bypassAsRoot = defineCheck({
  code: 'bypass-as-root',
  place: 'host',
  severity: 'warning',
  title: 'Bypass mode blocked as root',
  why: 'Your `settings.json` sets `permissions.defaultMode` to `bypassPermissions`, and the container gets a copy. As root, Claude Code refuses to start with it.',
  remedy:
    'Set `remoteUser` to a user other than root. Or share without your settings (`share --no-profile`), or take the setting out of `settings.json`.',
  needs: ['configuration', 'host'],
  find({ configuration: { configured, document }, host: { settings }, container }) {
    if (configured?.mode !== 'share' || !configured.options.profile || !settings.bypassesPermissions)
      return [];
    const config = document && documentValue(document);
    const known = container?.remoteUser
      ? runsAsRoot({ remoteUser: container.remoteUser })
      : runsAsRoot(config);
    if (known === 'no' || isSandbox(config)) return [];
    return [
      {
        severity: known === 'yes' ? 'warning' : 'information',
        message:
          known === 'yes'
            ? 'Your settings bypass permissions, and root runs Claude Code in the container: it refuses to start.'
            : 'Your settings bypass permissions: if root runs Claude Code in the container, it refuses to start.',
        evidence: [
          'permissions.defaultMode: bypassPermissions',
          `remoteUser: ${known === 'yes' ? 'root' : 'not set; the image decides, and root is the default'}`,
        ],
        fix: advice`Set "remoteUser" to a user other than root, or share without your settings: ${ourCommand('share', '--no-profile')}.`,
      },
    ];
  },
});
