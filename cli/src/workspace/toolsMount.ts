import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { UserError } from '../host/errors.ts';
import { findRepository } from '../host/gitRepository.ts';
import { runBounded } from '../host/runBounded.ts';
import type { Workspace } from './workspace.ts';

/** A folder that the Dev Containers tools mount in the place of the workspace folder. */
export interface ToolsMount {
  readonly mounted: string;
  /** The top of the git repository around the workspace folder; absent where there is none. */
  readonly top?: string;
}

/**
 * The folder of the host that the Dev Containers tools mount as the workspace by themselves, where it is not the workspace
 * folder. They ask git for it, which goes by `.git/config`: a file that a container can write.
 * @param config the value of devcontainer.json
 * @returns undefined where it is the workspace folder, or devcontainer.json says what is mounted
 * @throws UserError when git does not come to an end
 */
export async function findToolsMount(
  workspace: Pick<Workspace, 'folder' | 'realFolder'>,
  config: unknown,
): Promise<ToolsMount | undefined> {
  const members = toObject(config);
  if ('workspaceMount' in members || 'dockerComposeFile' in members) return undefined;
  const mounted = await mountedFolder(workspace);
  if (mounted === workspace.realFolder) return undefined;
  const repository = await findRepository(workspace.realFolder);
  return { mounted, ...(repository && { top: repository.top }) };
}

/**
 * As @devcontainers/cli 0.89 finds it (`findGitRootFolder`), in the same environment; where git fails it is the workspace
 * folder. Nothing of the repository is run by this.
 */
async function mountedFolder({
  folder,
  realFolder,
}: Pick<Workspace, 'folder' | 'realFolder'>): Promise<string> {
  const quiet = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
  const { ended, exitCode, stdout } = await runBounded({
    command: 'git',
    args: [...quiet, 'rev-parse', '--show-cdup'],
    cwd: folder,
    timeoutMs: 30_000,
    maxBytes: 64 * 1024,
  });
  if (ended === 'time' || ended === 'size') {
    throw new UserError(
      `git does not come to an end in ${folder}, and the Dev Containers tools ask it which folder to mount.`,
      `A container can write ${join(folder, '.git')}: look what is there, then run this again.`,
    );
  }
  if (ended === 'failed' || exitCode !== 0) return realFolder;
  const path = resolve(folder, stdout.trim());
  return realpath(path).catch(() => path);
}
