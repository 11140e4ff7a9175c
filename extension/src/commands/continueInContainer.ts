import { pickConversation } from '../conversations/pickConversation.ts';
import type { Command } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { requireHost } from '../window/requireTrust.ts';
import { resumeInTerminal } from './resumeInTerminal.ts';

const title = commandTitles.continueInContainer;

/** Continues a conversation in its dev container, in a terminal; that is started first where it does not run. */
export const continueInContainer: Command = async (services, argument) => {
  requireHost(services.windowKind(), title);
  const conversation = await pickConversation(services, { title }, argument);
  if (conversation) await resumeInTerminal(services, conversation, title, '--container');
};
