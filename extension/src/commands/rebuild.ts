import { pickProject } from '../pickProject.ts';
import { rebuild as rebuildProject } from '../rebuild.ts';
import { requireTrust } from '../requirePlace.ts';
import type { Command } from '../Services.ts';

/** Rebuilds a dev container. */
export const rebuild: Command = async (services, argument) => {
  requireTrust(services.place(), 'Rebuilding a dev container');
  const project = await pickProject(services, 'Rebuild dev container', argument);
  if (project) await rebuildProject(services, project);
};
