import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const profileLinksNotCopied = defineCheck({
  code: 'profile-links-not-copied',
  place: 'host',
  severity: 'information',
  title: 'Links not copied',
  why: 'Of `~/.claude` the container gets `agents`, `commands`, `skills` and the like. What an entry leads to elsewhere in your home is copied, but not what may be a secret, is too much, or lies in the workspace or outside of your home. Claude Code inside goes without it, and says nothing.',
  remedy: 'Put a copy in the place of the link, or do without it in the container.',
  anchor: 'elsewhere',
  needs: ['configuration', 'host'],
  find({ configuration: { configured }, host: { linksNotCopied } }) {
    if (configured?.mode !== 'share' || !configured.options.profile || linksNotCopied.length === 0) return [];
    return [
      {
        severity: 'information',
        message: 'What some of your agents, commands, skills and the like lead to is not for the container.',
        evidence: [...linksNotCopied],
        fix: advice`Put a copy in the place of each link, if it is needed in the container.`,
      },
    ];
  },
});
