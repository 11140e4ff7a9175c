import { openSide } from '../../conversations/containers/openSide.ts';
import type { FoundConversation } from '../../conversations/findConversations.ts';
import { chooseSide } from '../../conversations/resume/chooseSide.ts';
import { containersBy } from '../../conversations/withContainers.ts';
import { engineFrom } from '../../settings/setting.ts';
import { allowBranch } from './allowBranch.ts';
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
  const engine = engineFrom(context.options.dockerPath, process.env);
  const openIn = await openSide(conversation, containersBy(engine, context.request.home));
  await allowBranch({ id: conversation.id, openIn }, context.options);
  return side === 'host' ? resumeHere(conversation, context) : resumeInside(conversation, context);
}
