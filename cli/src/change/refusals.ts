import { join, resolve } from 'node:path';
import { isWithin, plainPath } from '@claude-sessions/core/mounts/claudeSource.ts';
import { UserError } from '../host/errors.ts';
import { realPathOf } from '../host/realPath.ts';
import { claudePlaces, hostConfigDir, type Workspace } from '../workspace/workspace.ts';

/**
 * Refuses to share where the whole of Claude's state would be in the workspace, which the container can write.
 * @throws UserError
 */
export function refuseClaudeInWorkspace(workspace: Workspace, env: NodeJS.ProcessEnv): void {
  const folder = plainPath(workspace.realFolder);
  const inside = claudePlaces(workspace, env).find((place) => isWithin(plainPath(realPathOf(place)), folder));
  if (inside === undefined) return;
  throw new UserError(
    `${workspace.folder} is, or contains, ${inside}: the container could write all of Claude's state, login included.`,
    'Open a project folder of its own, such as one below your home; nothing was changed.',
  );
}

/** Whether Claude's config directory on this host is another than `~/.claude`. */
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
