import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { openVerify } from './openVerify.ts';
import { writeState } from './verifiedState.ts';
import { verifyProject } from './verifyProject.ts';

/**
 * Reads what Claude Code on this host recorded before a container could write: the prompts and the memory with which
 * `verify` compares later. To be taken before the project is shared for the first time.
 * That it is shared is recorded also where there is nothing yet: what lies there later is a container's.
 * @param present devcontainer.json as it was read before
 * @returns to be called to record it; undefined when the project is shared already
 */
export async function takeBaseline(
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
  collection: string,
  present?: DevcontainerDocument,
): Promise<(() => Promise<void>) | undefined> {
  const linked = await lstat(join(workspace.preparedFolder, 'project')).catch(() => undefined);
  if (linked) return undefined;
  const target = await openVerify(workspace, env, collection, present);
  const { state } = target.trustAll ? await verifyProject(target) : target;
  return async () => {
    await writeState(workspace, state);
  };
}
