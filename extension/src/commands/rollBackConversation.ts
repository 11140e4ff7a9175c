import { namedConversation } from '../conversations/pickConversation.ts';
import type { Command } from '../services/Services.ts';
import { pickSnapshot } from '../snapshots/pickSnapshot.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { requireHost } from '../window/requireTrust.ts';
import { goBack } from './goBack.ts';

const title = commandTitles.rollBackConversation;

/** Goes back to a snapshot that the user picks: with one conversation where it is called for that, else with all. */
export const rollBackConversation: Command = async (services, argument) => {
  requireHost(services.windowKind(), title);
  const conversation = argument === undefined ? undefined : namedConversation(services, argument);
  const snapshot = await pickSnapshot(services.snapshots, title, conversation);
  if (snapshot) await goBack(services, title, snapshot, conversation?.id);
};
