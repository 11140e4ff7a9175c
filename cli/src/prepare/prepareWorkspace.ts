import { dirname } from 'node:path';
import { parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { PrepareRefusal } from '@claude-sessions/core/prepare/refusal.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { UserError } from '../host/errors.ts';
import { readTextIfAny } from '../host/files.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type PrepareResult, prepareHost } from './prepareHost.ts';

export type { PrepareResult };

/**
 * Makes on the host what this dev container's mounts need.
 * @param collection where our Features come from
 * @param source the devcontainer.json as it is to be; left out, as it is
 * @throws UserError when something is in the way
 */
export async function prepareWorkspace(
  workspace: Workspace,
  collection: string,
  source?: string,
): Promise<PrepareResult> {
  const text = source ?? (await readTextIfAny(workspace.configFile)) ?? '{}';
  const { compose } = readConfigured(parseDocument(text));
  // What is in the way of looking must not be in the way of preparing.
  const { takeBaseline } = await import('../verify/baseline.ts');
  const recordBaseline = await takeBaseline(workspace, process.env, collection).catch(() => undefined);
  try {
    const result = await prepareHost({
      home: workspace.home,
      configDir: process.env.CLAUDE_CONFIG_DIR,
      workspaceFolder: workspace.folder,
      devcontainerId: workspace.devcontainerId,
      platform: process.platform,
      compose: compose && { ...compose, beside: dirname(workspace.configFile) },
    });
    await recordBaseline?.();
    return result;
  } catch (error) {
    if (error instanceof PrepareRefusal) throw new UserError(error.message, error.hint);
    throw error;
  }
}
