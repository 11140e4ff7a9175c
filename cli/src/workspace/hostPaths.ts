import type { HostPaths } from '@claude-sessions/core/mounts/claudeSource.ts';
import type { BreachHost } from '@claude-sessions/core/share/isolationBreaches.ts';
import { findRepository } from '../host/gitRepository.ts';
import { realPathOf } from '../host/realPath.ts';
import { claudePlaces, type Workspace } from './workspace.ts';

/** For the core, which looks up sources of mounts on this host by it. */
export function hostPaths(workspace: Workspace, env: NodeJS.ProcessEnv): HostPaths {
  const places = claudePlaces(workspace, env);
  return {
    home: workspace.home,
    workspaceFolder: workspace.folder,
    claudePlaces: [...new Set([...places, ...places.map(realPathOf)])],
    variable: (name) => env[name],
    resolve: realPathOf,
  };
}

/** The same, and what the Dev Containers tools mount by themselves: the git repository around the folder, if any. */
export async function breachHost(workspace: Workspace, env: NodeJS.ProcessEnv): Promise<BreachHost> {
  const repository = await findRepository(workspace.realFolder);
  return {
    ...hostPaths(workspace, env),
    defaultWorkspaceMount: repository?.top ?? workspace.realFolder,
  };
}
