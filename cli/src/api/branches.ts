import {
  type BranchRequest,
  branchConversation,
  type MadeBranch,
} from '../conversations/branch/branchConversation.ts';
import type { FoundConversation } from '../conversations/findConversations.ts';
import { type MadeMerge, mergeConversation } from '../conversations/merge/mergeConversation.ts';
import { planMerge } from '../conversations/merge/planMerge.ts';
import { containersBy } from '../conversations/withContainers.ts';
import { type EditorSettings, engineOf } from './settings.ts';

/**
 * Makes a new conversation of the beginning of another one, which is only read.
 * @throws UserError when it may not be believed, there is no such message, or the worktree cannot be made
 */
export function makeBranch(
  conversation: FoundConversation,
  request: BranchRequest = {},
): Promise<MadeBranch> {
  return branchConversation(conversation, request, process.env);
}

/** The block that a merge would add, to be shown or edited; undefined where all of it was merged before. @throws UserError */
export async function draftMerge(
  fork: FoundConversation,
  into: FoundConversation,
): Promise<string | undefined> {
  return (await planMerge(fork, into)).draft?.text;
}

/**
 * Adds what was said in a branch to the end of a conversation.
 * @param settings the engine that is asked whether a container has it open
 * @param summary in its place
 * @returns undefined where all of it was merged before
 * @throws UserError where the conversation is open, or they have nothing in common
 */
export async function mergeBranch(
  fork: FoundConversation,
  into: FoundConversation,
  settings: EditorSettings,
  summary?: string,
): Promise<MadeMerge | undefined> {
  const containersOf = containersBy(engineOf(settings));
  return await mergeConversation(await planMerge(fork, into), { summary, containersOf });
}
