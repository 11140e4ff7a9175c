import { pickConversation } from '../conversations/pickConversation.ts';
import type { Command } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { requireHost } from '../window/requireTrust.ts';

const title = commandTitles.showConversation;

/** Shows a conversation as a document that can only be read. */
export const showConversation: Command = async (services, argument) => {
  requireHost(services.windowKind(), title);
  // From the palette it is another one that is wanted than the one that is shown.
  const conversation = await pickConversation(services, { title }, argument ?? null);
  if (conversation) await services.documents.open(conversation);
};
