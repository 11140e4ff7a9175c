import type { FoundConversation } from '../conversations/findConversations.ts';
import type { ShownPiece, ShowOptions } from '../conversations/show/showConversation.ts';

// Most windows never show a conversation: what shows one is loaded when one is shown.
const load = () => import(/* not with the rest */ '../conversations/show/showConversation.ts');

/** The end of a conversation as one text of bounded length: all of it, unless it is very long. @throws UserError when it is not there any more */
export async function showConversation(
  found: FoundConversation,
  options: Omit<ShowOptions, 'endOnly'>,
): Promise<string> {
  return (await load()).showConversation(found, options);
}

/** A conversation, piece by piece. @throws UserError when it is not there any more */
export async function* streamConversation(
  found: FoundConversation,
  options: ShowOptions,
): AsyncGenerator<ShownPiece> {
  yield* (await load()).streamConversation(found, options);
}
