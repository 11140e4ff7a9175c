import { pickProject } from '../projects/pickProject.ts';
import { rebuildContainer } from '../rebuild/rebuildContainer.ts';
import type { Command } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { requireTrust } from '../window/requireTrust.ts';

/** Rebuilds a dev container. */
export const rebuild: Command = async (services, argument) => {
  requireTrust(services.windowKind(), 'Rebuilding a dev container');
  const project = await pickProject(services, commandTitles.rebuild, argument);
  if (project) await rebuildContainer(services, project);
};
