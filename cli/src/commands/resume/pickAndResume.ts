import { chooseConversation } from '../../conversations/pick/chooseConversation.ts';
import { UsageError } from '../../host/errors.ts';
import { engineFrom } from '../../settings/setting.ts';
import { canDraw } from '../../terminal/ask.ts';
import { newInside } from './newInside.ts';
import type { ResumeContext } from './ResumeContext.ts';
import { resumeFound } from './resumeFound.ts';

/**
 * Shows the conversations of the project on the terminal, and goes on with the one that is chosen.
 * @param ifNone instead, where the project has none
 * @returns the exit code of Claude Code; 0 when the list was left
 * @throws UsageError where nobody can be asked
 */
export async function pickAndResume(context: ResumeContext, ifNone?: () => never): Promise<number> {
  if (!canDraw())
    throw new UsageError('Which conversation?', 'Name its id: `claude-sessions list` has them.');
  const { request, options, workspace } = context;
  const choice = await chooseConversation<'new'>({
    request,
    engine: engineFrom(options.dockerPath, process.env),
    enter: 'resume',
    keys: workspace ? [{ name: 'new', key: 'n', label: 'new in the container' }] : [],
    ifNone,
  });
  if (choice?.key === 'new') return newInside(context);
  return choice?.conversation ? resumeFound(choice.conversation, context) : 0;
}
