import type { Conversation } from '@claude-sessions/core/conversations/Conversation.ts';
import type { OpenedTranscript } from './ConversationSource.ts';

/** A conversation, and where it was found. */
export interface FoundConversation extends Conversation {
  /** @throws UserError when it is not there any more */
  open(): Promise<OpenedTranscript>;
}

/** While it is looked for. */
export type WritableConversation = {
  -readonly [Member in keyof FoundConversation]: FoundConversation[Member];
};
