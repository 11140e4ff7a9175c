import { conversationTitle } from '../conversations/conversationLine.ts';
import type { Services } from '../services/Services.ts';
import { plainLine } from '../text/plainText.ts';

/** What conversations of a folder are called, as plain text: those that are not there any more by their id. */
export function namedSession({ conversations }: Services, folder: string): (session: string) => string {
  const known = new Map(conversations.all.filter((one) => one.folder === folder).map((one) => [one.id, one]));
  return (session) => {
    const conversation = known.get(session);
    return conversation ? conversationTitle(conversation) : `Conversation ${plainLine(session.slice(0, 8))}`;
  };
}
