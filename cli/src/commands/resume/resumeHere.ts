import { type FoundConversation, findConversations } from '../../conversations/findConversations.ts';
import { hostDirectory } from '../../conversations/resume/hostDirectory.ts';
import { UserError } from '../../host/errors.ts';
import { runInOurPlace } from '../../host/runProcess.ts';
import { hostIdOf } from '../../review/otherId.ts';
import { pulledAs } from '../../review/pulledAs.ts';
import type { ReviewReport } from '../../review/syncProject.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { checkHere, findClaude } from '../checkHere.ts';
import { printPlan } from './printPlan.ts';
import { knownFolders, type ResumeContext } from './ResumeContext.ts';
import { workspaceAround } from './workspaceAround.ts';

/**
 * Goes on with a conversation on this host, in the directory in which it was begun: what waits in the mirror is pulled before, and what a
 * container wrote is looked through, as `continue --host` does.
 * @returns the exit code of Claude Code
 * @throws UserError when something would act, or it was not pulled, or its directory is gone
 */
export async function resumeHere(conversation: FoundConversation, context: ResumeContext): Promise<number> {
  const isPulled = conversation.place.kind === 'mirror';
  const known = knownFolders(context);
  const start = isPulled
    ? (conversation.project ?? context.request.project)
    : await hostDirectory(conversation, known);
  const workspace = await workspaceAround(start, context);
  if (context.options.dryRun) return printPlan(conversation, { side: 'host', directory: start, context });
  const claude = await findClaude();
  const pulled = workspace ? await checkHere(workspace) : [];
  const now = isPulled
    ? await onHost(await pulledId(conversation.id, pulled, workspace), context, start)
    : conversation;
  const directory = await hostDirectory(now, [start, ...known]);
  return runInOurPlace({
    command: claude,
    args: ['--resume', now.id, ...context.args],
    cwd: directory,
  });
}

/** As what was pulled now or before. */
async function pulledId(
  id: string,
  pulled: readonly ReviewReport[],
  workspace: Workspace | undefined,
): Promise<string> {
  return pulledAs(id, pulled) ?? (workspace && (await hostIdOf(workspace, id))) ?? id;
}

async function onHost(id: string, { request }: ResumeContext, project: string): Promise<FoundConversation> {
  const all = await findConversations({ ...request, project });
  const found = all.find((each) => each.id === id && each.place.kind === 'host');
  if (found) return found;
  throw new UserError(
    `${id} could not be pulled from the dev container.`,
    'Resume it there with --container, or look at `claude-sessions pull`.',
  );
}
