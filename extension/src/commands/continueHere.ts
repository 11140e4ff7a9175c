import { pickProject } from '../projects/pickProject.ts';
import { runInTerminal } from '../rebuild/runInTerminal.ts';
import type { Command } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { requireHost } from '../window/requireTrust.ts';

const title = commandTitles.continueHere;

/** Checks what the container wrote, and continues the last conversation on this host, in a terminal. */
export const continueHere: Command = async (services, argument) => {
  requireHost(services.windowKind(), title);
  const project = await pickProject(services, title, argument);
  if (!project) return;
  const words = ['continue', '--host', project.folder, '--config', project.configFile];
  await runInTerminal(services, project, title, words, 'claude-sessions continue --host');
};
