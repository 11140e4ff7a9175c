import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const profileLinksDangle = defineCheck({
  code: 'profile-links-dangle',
  place: 'host',
  severity: 'information',
  title: 'Links that lead nowhere inside',
  why: 'Of `~/.claude` the container gets `agents`, `commands`, `skills` and the like, and no more. An entry that is a link to another folder of yours leads nowhere there: Claude Code inside goes without it, and says nothing.',
  remedy: 'Put a copy in the place of the link, or do without it in the container.',
  anchor: 'elsewhere',
  needs: ['configuration', 'host'],
  find({ configuration: { configured }, host: { profileLinks } }) {
    if (configured?.mode !== 'share' || !configured.options.profile || profileLinks.length === 0) return [];
    return [
      {
        severity: 'information',
        message:
          'Some of your agents, commands, skills and the like are links that lead nowhere in the container.',
        evidence: [...profileLinks],
        fix: advice`Put a copy in the place of each link, if it is needed in the container.`,
      },
    ];
  },
});
