import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const marketplaceLogin = defineCheck({
  code: 'marketplace-login',
  place: 'host',
  severity: 'warning',
  title: 'Marketplace with a login',
  why: 'With `share --plugins` the container can read the list of plugin marketplaces and the clones of them. A login in the address of one (`https://name:token@…`), or in headers that are sent along, can be read there as well.',
  remedy:
    'Take the login out of the address: let git ask a credential helper. Set it anew by `git remote set-url origin` in `~/.claude/plugins/marketplaces/<name>`, and in Claude Code remove the marketplace and add it again.',
  anchor: 'elsewhere',
  needs: ['configuration', 'host'],
  find({ configuration: { configured }, host: { marketplaceLogins = [] } }) {
    if (configured?.mode !== 'share' || !configured.options.plugins || marketplaceLogins.length === 0)
      return [];
    return [
      {
        severity: 'warning',
        message: 'The container can read a login: it stands in the address of a plugin marketplace.',
        evidence: marketplaceLogins,
        fix: advice`Remove the marketplace in Claude Code and add it again without the login, or run ${ourCommand('share')} without --plugins and rebuild the container.`,
      },
    ];
  },
});
