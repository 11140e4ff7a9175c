import { basename, posix, relative, sep, win32 } from 'node:path';
import {
  containerConfigDir,
  containerMemories,
  sharedProjectName,
} from '@claude-sessions/core/containerPaths.ts';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import type { KnownPaths } from '@claude-sessions/core/verify/promptLines.ts';
import { realPathOf } from '../host/realPath.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A `workspaceFolder` that holds no more than a few plain words: a container may have written it. */
const plainFolder = /^(?:\/[a-z0-9]{1,20}){1,3}$/;

/**
 * The paths that differ honestly in recorded prompts: this project's folder on the host and in the container, the config
 * directories, and what lies in them for the project.
 * @param mountedTop the folder that the tools mount by themselves: that of the git repository around, if any
 * @param stated `workspaceFolder` of the devcontainer.json
 * @param was the project's folders before it was renamed or moved
 */
export function knownPaths(
  { folder, realFolder }: Pick<Workspace, 'folder' | 'realFolder'>,
  configDir: string,
  mountedTop: string,
  stated: unknown,
  was: readonly string[] = [],
): KnownPaths {
  const below = relative(mountedTop, realFolder).split(sep).join('/');
  const inside = [
    `/workspaces/${basename(folder)}`,
    `/workspaces/${basename(realFolder)}`,
    posix.join('/workspaces', basename(mountedTop), below),
    '/workspace',
    ...(typeof stated === 'string' && plainFolder.test(stated) ? [stated] : []),
  ];
  const former = was.flatMap((each) => [each, `/workspaces/${basename(each)}`]);
  const folders = [folder, realFolder, ...inside, ...former];
  const configs = [configDir, realPathOf(configDir), containerConfigDir];
  const own = configs.flatMap((config) => {
    const { join } = /^[A-Za-z]:/.test(config) ? win32 : posix;
    const names = [
      ...folders.map(projectSlug),
      ...(config === containerConfigDir ? [sharedProjectName] : []),
    ];
    return names.flatMap((each) => {
      const project = join(config, 'projects', each);
      return [project, join(project, 'memory')];
    });
  });
  return new Set([...folders, ...configs, ...own, ...containerMemories]);
}
