import { containerFolder } from '@claude-sessions/core/devcontainer/containerFolder.ts';
import type { Workspace } from './workspace.ts';

/**
 * Where a container has the project's folder, by devcontainer.json alone; undefined where that does not tell, as under Docker Compose.
 * @param config the value of devcontainer.json
 * @param mounted the folder that the Dev Containers tools mount: that of the git repository around it, or itself
 */
export function configuredFolder(
  { folder, realFolder }: Pick<Workspace, 'folder' | 'realFolder'>,
  config: unknown,
  mounted: string,
): string | undefined {
  const { platform, env } = process;
  const inside = containerFolder(config, { named: folder, folder: realFolder, mounted, platform, env });
  return inside === '/' ? undefined : inside;
}
