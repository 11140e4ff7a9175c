import { dirname } from 'node:path';
import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { PrepareRefusal } from '@claude-sessions/core/prepare/refusal.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { UserError } from '../host/errors.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { checkHost, type PrepareOptions, type PrepareResult, prepareHost } from './prepareHost.ts';

export type { PrepareResult };

/** The devcontainer.json that the host is prepared for. */
interface PrepareFor {
  /** As it is to be; an empty one asks for what every shared dev container needs. */
  readonly document: DevcontainerDocument;
  /** As it is in the file, where that is another and was read. */
  readonly present?: DevcontainerDocument | undefined;
  /** Where our Features come from. */
  readonly collection: string;
}

/**
 * Makes on the host what this dev container's mounts need.
 * @throws UserError when something is in the way
 */
export async function prepareWorkspace(
  workspace: Workspace,
  { document, present = document, collection }: PrepareFor,
): Promise<PrepareResult> {
  // What is in the way of looking must not be in the way of preparing.
  const { takeBaseline } = await import('../verify/baseline.ts');
  const recordBaseline = await takeBaseline(workspace, process.env, collection, present).catch(
    () => undefined,
  );
  const result = await prepareHost(optionsOf(workspace, document)).catch(asUserError);
  await recordBaseline?.();
  return result;
}

/** @throws UserError when this host may not be prepared for a devcontainer.json, in the words of *prepare* */
export async function ensurePreparable(workspace: Workspace, document: DevcontainerDocument): Promise<void> {
  await checkHost(optionsOf(workspace, document)).catch(asUserError);
}

function optionsOf(workspace: Workspace, document: DevcontainerDocument): PrepareOptions {
  const { compose } = readConfigured(document);
  return {
    home: workspace.home,
    configDir: process.env.CLAUDE_CONFIG_DIR,
    workspaceFolder: workspace.folder,
    devcontainerId: workspace.devcontainerId,
    platform: process.platform,
    compose: compose && { ...compose, beside: dirname(workspace.configFile) },
  };
}

function asUserError(error: unknown): never {
  if (error instanceof PrepareRefusal) throw new UserError(error.message, error.hint);
  throw error;
}
