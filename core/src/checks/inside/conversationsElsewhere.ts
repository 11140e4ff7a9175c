import { containerConfigDir } from '../../containerPaths.ts';
import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const conversationsElsewhere = defineCheck({
  code: 'conversations-elsewhere',
  place: 'inside',
  severity: 'information',
  title: 'Other conversations inside',
  why: 'Claude Code files a conversation under the folder in which it was begun. What is shared is the folder of the project itself: conversations begun in another folder inside stay in the container’s volume. Rebuilds keep them; this host does not see them.',
  remedy:
    'Continue them in the container, in the folder in which they were begun. To have new ones in both places, begin them in the project’s folder.',
  needs: ['configuration', 'inside'],
  find({ configuration: { configured }, inside: { conversationsElsewhere: count = 0 } }) {
    if (configured?.mode !== 'share' || count === 0) return [];
    const words = count === 1 ? '1 conversation' : `${count} conversations`;
    return [
      {
        severity: 'information',
        message: `${words} begun in other folders of the container ${count === 1 ? 'stays' : 'stay'} in its volume, and ${count === 1 ? 'is' : 'are'} not on this host.`,
        evidence: [`${containerConfigDir}/projects`],
        fix: advice`Continue ${count === 1 ? 'it' : 'them'} in the container, in the folder where ${count === 1 ? 'it was' : 'they were'} begun; begin new ones in the project's folder.`,
      },
    ];
  },
});
