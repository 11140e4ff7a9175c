import type { FoundConversation } from '../../conversations/findConversations.ts';
import { chooseSide } from '../../conversations/resume/chooseSide.ts';
import { allowBranch } from './allowBranch.ts';
import { openSide } from './openSide.ts';
import type { ResumeContext } from './ResumeContext.ts';
import { resumeHere } from './resumeHere.ts';
import { resumeInside } from './resumeInside.ts';

/**
 * Goes on with a conversation that was found.
 * @returns the exit code of Claude Code
 * @throws UserError when it cannot go on
 */
export async function resumeFound(conversation: FoundConversation, context: ResumeContext): Promise<number> {
  const side = chooseSide(conversation, context.options);
  const openIn = await openSide(conversation, context);
  await allowBranch({ id: conversation.id, openIn }, context.options);
  return side === 'host' ? resumeHere(conversation, context) : resumeInside(conversation, context);
}
