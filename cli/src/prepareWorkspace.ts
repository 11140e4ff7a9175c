import { PrepareRefusal } from '@claude-sessions/core/prepare/refusal.ts';
import { UserError } from './errors.ts';
import { type PrepareResult, prepareHost } from './host/prepare.ts';
import type { Workspace } from './workspace.ts';

export type { PrepareResult };

/** Makes on the host what this dev container's mounts need. @throws UserError when something is in the way */
export async function prepareWorkspace(workspace: Workspace): Promise<PrepareResult> {
  try {
    return await prepareHost({
      home: workspace.home,
      configDir: process.env.CLAUDE_CONFIG_DIR,
      workspaceFolder: workspace.folder,
      devcontainerId: workspace.devcontainerId,
      platform: process.platform,
    });
  } catch (error) {
    if (error instanceof PrepareRefusal) throw new UserError(error.message, error.hint);
    throw error;
  }
}
