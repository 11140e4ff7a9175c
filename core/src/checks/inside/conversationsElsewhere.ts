import { containerConfigDir } from '../../containerPaths.ts';
import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const conversationsElsewhere = defineCheck({
  code: 'conversations-elsewhere',
  place: 'inside',
  severity: 'information',
  title: 'Other conversations inside',
  why: 'Before 2.1.234 Claude Code files each conversation under the folder in which it was begun, and in the container only that of the project itself is shared. What was begun in another stays in the container’s volume, where rebuilds keep it; that of sub-folders and worktrees moves to this host when the container starts.',
  remedy:
    'Restart the container for those of sub-folders and worktrees. Continue others in the container, in the folder in which they were begun. Update Claude Code in the container: newer ones are shared from every folder.',
  needs: ['configuration', 'inside'],
  find({ configuration: { configured }, inside: { conversationsElsewhere: count = 0 } }) {
    if (configured?.mode !== 'share' || count === 0) return [];
    const words = count === 1 ? '1 conversation' : `${count} conversations`;
    return [
      {
        severity: 'information',
        message: `${words} begun in other folders of the container ${count === 1 ? 'stays' : 'stay'} in its volume, and ${count === 1 ? 'is' : 'are'} not on this host.`,
        evidence: [`${containerConfigDir}/projects`],
        fix: advice`Restart the container: those of sub-folders and worktrees move to this host. Update Claude Code inside, so that new ones are shared from every folder.`,
      },
    ];
  },
});
