import { join, resolve } from 'node:path';
import { UserError } from '../host/errors.ts';
import { realPathOf } from '../host/realPath.ts';
import { hostConfigDir, type Workspace } from '../workspace/workspace.ts';

/** Claude's config directory on this host, where it is not `~/.claude`; else undefined. */
export function movedConfigDir(workspace: Workspace, env: NodeJS.ProcessEnv): string | undefined {
  const configDir = resolve(workspace.realFolder, hostConfigDir(workspace.home, env));
  const usual = join(workspace.home, '.claude');
  return realPathOf(configDir) === realPathOf(usual) ? undefined : configDir;
}

/** @throws UserError when every project is asked for, and they lie where no mount leads */
export function refuseMovedProjects(
  workspace: Workspace,
  options: { readonly allProjects?: boolean },
  env: NodeJS.ProcessEnv,
): void {
  const moved = movedConfigDir(workspace, env);
  if (!options.allProjects || moved === undefined) return;
  throw new UserError(
    `--all-projects mounts ~/.claude/projects, but CLAUDE_CONFIG_DIR is ${moved}: the conversations are not there.`,
    "Leave out --all-projects: this project's own are shared from CLAUDE_CONFIG_DIR. Nothing was changed.",
  );
}
