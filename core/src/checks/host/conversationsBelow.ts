import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const conversationsBelow = defineCheck({
  code: 'conversations-below',
  place: 'host',
  severity: 'information',
  title: 'Conversations in subfolders',
  why: 'Claude Code files a conversation under the folder in which it was begun. What is shared is the folder of the project itself: conversations begun in a folder below it stay on this host, and are not seen in the container.',
  remedy:
    'Continue them on this host, in the folder in which they were begun. To have new ones in both places, begin them in the project’s folder.',
  anchor: 'elsewhere',
  needs: ['configuration', 'host'],
  find({ configuration: { configured }, host: { conversationsBelow: below = [] } }) {
    if (configured?.mode !== 'share' || below.length === 0) return [];
    const count = below.reduce((sum, { conversations }) => sum + conversations, 0);
    const words = count === 1 ? '1 conversation' : `${count} conversations`;
    return [
      {
        severity: 'information',
        message: `${words} begun in folders below this project ${count === 1 ? 'is' : 'are'} not shared with its container.`,
        evidence: below.map(({ folder, conversations }) => `${folder}: ${conversations}`),
        fix: advice`Continue ${count === 1 ? 'it' : 'them'} on this host, in the folder named; begin new ones in the project's folder.`,
      },
    ];
  },
});
