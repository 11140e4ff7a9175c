import { dirname } from 'node:path';
import { PrepareRefusal } from '@claude-sessions/core/prepare/refusal.ts';
import type { ComposeShare } from '@claude-sessions/core/share/compose.ts';
import { UserError } from './errors.ts';
import { type PrepareResult, prepareHost } from './host/prepare.ts';
import type { Workspace } from './workspace.ts';

export type { PrepareResult };

/**
 * Makes on the host what this dev container's mounts need.
 * @param compose when it is shared under Docker Compose
 * @throws UserError when something is in the way
 */
export async function prepareWorkspace(
  workspace: Workspace,
  compose: ComposeShare | undefined,
): Promise<PrepareResult> {
  try {
    return await prepareHost({
      home: workspace.home,
      configDir: process.env.CLAUDE_CONFIG_DIR,
      workspaceFolder: workspace.folder,
      devcontainerId: workspace.devcontainerId,
      platform: process.platform,
      compose: compose && { ...compose, beside: dirname(workspace.configFile) },
    });
  } catch (error) {
    if (error instanceof PrepareRefusal) throw new UserError(error.message, error.hint);
    throw error;
  }
}
