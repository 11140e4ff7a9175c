import { join, resolve } from 'node:path';
import type { ShareOptions } from '@claude-sessions/core/share/options.ts';
import { hostMarketplaces } from '../facts/marketplaces.ts';
import { UserError } from '../host/errors.ts';
import { realPathOf } from '../host/realPath.ts';
import { hostConfigDir, type Workspace } from '../workspace/workspace.ts';

/** Claude's config directory on this host, where it is not `~/.claude`; else undefined. */
export function movedConfigDir(workspace: Workspace, env: NodeJS.ProcessEnv): string | undefined {
  const configDir = resolve(workspace.realFolder, hostConfigDir(workspace.home, env));
  const usual = join(workspace.home, '.claude');
  return realPathOf(configDir) === realPathOf(usual) ? undefined : configDir;
}

/** @throws UserError when every project, or plugins, are asked for, and they lie where no mount leads */
export function refuseMoved(
  workspace: Workspace,
  options: { readonly allProjects?: boolean; readonly plugins?: boolean },
  env: NodeJS.ProcessEnv,
): void {
  const moved = movedConfigDir(workspace, env);
  if (moved === undefined) return;
  if (options.allProjects)
    throw new UserError(
      `--all-projects mounts ~/.claude/projects, but CLAUDE_CONFIG_DIR is ${moved}: the conversations are not there.`,
      "Leave out --all-projects: this project's own are shared from CLAUDE_CONFIG_DIR. Nothing was changed.",
    );
  if (options.plugins)
    throw new UserError(
      `--plugins mounts folders of ~/.claude/plugins, but CLAUDE_CONFIG_DIR is ${moved}: your plugins are not there.`,
      'Leave out --plugins. Nothing was changed.',
    );
}

/**
 * @returns warnings about the plugins that are asked for, a sentence each
 * @throws UserError when the container could read a login with them
 */
export async function lookAtPlugins(
  { home }: Workspace,
  options: { readonly plugins: boolean; readonly profile: boolean },
): Promise<string[]> {
  if (!options.plugins) return [];
  const { local, withLogin } = await hostMarketplaces(home);
  if (withLogin.length > 0)
    throw new UserError(
      `With --plugins the container could read a login: one stands in the address of ${withLogin.join(', ')}.`,
      'In Claude Code, remove that plugin marketplace and add it again without the login; git can ask a credential helper. Or leave out --plugins. Nothing was changed.',
    );
  return [
    ...(local.length > 0
      ? [
          `plugins of ${local.join(', ')} do not load in the container: their marketplace is a folder of this host, and Claude Code takes over those from git repositories only.`,
        ]
      : []),
    ...(options.profile
      ? []
      : [
          'without the profile no plugin is enabled in the container: settings.json says which are. Enable them there with `claude plugin enable`.',
        ]),
  ];
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
