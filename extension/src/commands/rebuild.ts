import { pickProject } from '../projects/pickProject.ts';
import { rebuildContainer } from '../rebuild/rebuildContainer.ts';
import type { Command } from '../services/Services.ts';
import { requireTrust } from '../window/requireTrust.ts';

/** Rebuilds a dev container. */
export const rebuild: Command = async (services, argument) => {
  requireTrust(services.windowKind(), 'Rebuilding a dev container');
  const project = await pickProject(services, 'Rebuild dev container', argument);
  if (project) await rebuildContainer(services, project);
};
