import { namedConversation } from '../conversations/pickConversation.ts';
import { pickProject } from '../projects/pickProject.ts';
import { runInTerminal } from '../rebuild/runInTerminal.ts';
import type { Command } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { requireHost } from '../window/requireTrust.ts';
import { resumeInTerminal } from './resumeInTerminal.ts';

const title = commandTitles.continueHere;

/** Checks what the container wrote, and continues a conversation on this host, in a terminal: without one that is named, the last. */
export const continueHere: Command = async (services, argument) => {
  requireHost(services.windowKind(), title);
  const conversation = namedConversation(services, argument);
  if (conversation) return resumeInTerminal(services, conversation, title, '--host');
  const project = await pickProject(services, title, argument);
  if (!project) return;
  const words = ['continue', '--host', project.folder, '--config', project.configFile];
  await runInTerminal(services, project.folder, title, words, 'claude-sessions continue --host');
};
