import { join, resolve } from 'node:path';
import type { ShareOptions } from '@claude-sessions/core/share/options.ts';
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

/** @throws UserError when it is to be reviewed, and the container would write what Claude on this host reads all the same */
export function refuseUnreviewed({ review, memory, tasks }: ShareOptions): void {
  const option = memory === 'rw' ? '--memory rw' : tasks ? '--tasks' : undefined;
  if (!review || option === undefined) return;
  throw new UserError(
    `${option} lets the container write what Claude on this host reads, and review keeps it from that.`,
    `Leave out ${option}, or share the project with --live. Nothing was changed.`,
  );
}
