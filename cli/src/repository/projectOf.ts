import { hostname } from 'node:os';
import { projectKey } from '@claude-sessions/core/sync/projectKey.ts';
import { findRepository } from '../host/gitRepository.ts';
import { remotesOf } from '../sync/whichProject.ts';

/** By what a project's snapshots are known in a repository: its git remote, on every machine; without one its folder on this machine. */
export async function projectOf(project: string): Promise<string> {
  const top = (await findRepository(project))?.top;
  const remote = top === undefined ? undefined : projectKey(await remotesOf(top));
  if (remote === undefined || top === undefined) return `${hostname()}:${project}`;
  const below = project.slice(top.length);
  return project === top || !project.startsWith(top) ? remote : `${remote}${below}`;
}
