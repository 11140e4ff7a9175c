import type { Conversation } from '@claude-sessions/core/conversations/Conversation.ts';
import type { ConversationSource } from '../ConversationSource.ts';
import { openInside } from './openInside.ts';

/** Where the conversations in containers of a project lie. @param project its folder: a real path */
export type ContainersOf = (project: string) => Promise<readonly ConversationSource[]>;

/**
 * On which side a running Claude Code has a conversation open. That it was found on this host says nothing of containers yet, which
 * were not asked then.
 */
export async function openSide(
  { id, openIn, project, place }: Pick<Conversation, 'id' | 'openIn' | 'project' | 'place'>,
  containersOf: ContainersOf,
): Promise<Conversation['openIn']> {
  if (openIn !== undefined || place.kind === 'container' || project === undefined) return openIn;
  return (await openInside(await containersOf(project))).has(id) ? 'container' : undefined;
}
