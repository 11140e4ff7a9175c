import { homedir } from 'node:os';
import { dirname } from 'node:path';
import {
  type FindRequest,
  type FoundConversation,
  findConversation,
} from '../conversations/findConversations.ts';
import { withContainers } from '../conversations/withContainers.ts';
import { findProjectFolder } from '../facts/hostClaude.ts';
import { UsageError, UserError } from '../host/errors.ts';
import { engineFrom } from '../settings/setting.ts';
import { escapeControls, note } from '../terminal/output.ts';
import { findConversationsFolder } from '../workspace/findFolder.ts';
import { hostConfigDir, resolveFolder } from '../workspace/workspace.ts';
import { openIfAny } from './openChosen.ts';
import type { ResumeOptions } from './options.ts';
import type { ResumeContext } from './resume/ResumeContext.ts';
import { resumeFound } from './resume/resumeFound.ts';

/**
 * `resume`: goes on with a conversation, on the side and in the directory that are right for it.
 * @param id the session id, or the beginning of it; who runs it chooses one where it is left out
 * @param args for Claude Code, after its own
 * @param ifNone instead of a list of none
 * @returns the exit code of Claude Code
 * @throws UserError when it cannot go on
 */
export async function resume(
  id: string | undefined,
  folder: string | undefined,
  args: readonly string[],
  options: ResumeOptions,
  ifNone?: () => never,
): Promise<number> {
  if (options.host && options.recreate)
    throw new UsageError('--recreate and --host do not go together.', 'Leave one out.');
  const context = { ...(await contextOf(folder, options)), args, options };
  if (id === undefined) return (await import('./resume/pickAndResume.ts')).pickAndResume(context, ifNone);
  return resumeFound(await findAnywhere(context, id), context);
}

async function contextOf(
  folderName: string | undefined,
  options: ResumeOptions,
): Promise<Pick<ResumeContext, 'request' | 'workspace'>> {
  const home = homedir();
  const folder = await resolveFolder(folderName);
  const workspace = await openIfAny(folder, options);
  if (!workspace) {
    const project = await findConversationsFolder(folder);
    return { request: { configDir: hostConfigDir(home, process.env), home, project }, workspace };
  }
  const configDir = dirname(dirname(await findProjectFolder(workspace, process.env)));
  return { request: { configDir, home, project: workspace.realFolder }, workspace };
}

/** In this project, and else in all. */
async function findAnywhere(
  { request: { project, ...all }, options }: ResumeContext,
  id: string,
): Promise<FoundConversation> {
  const engine = engineFrom(options.dockerPath, process.env);
  const find = (request: FindRequest) => findConversation(withContainers(request, engine), id);
  try {
    return await find({ ...all, project });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return await find({ ...all, onTrouble: (sentence) => note(escapeControls(sentence)) });
  }
}
