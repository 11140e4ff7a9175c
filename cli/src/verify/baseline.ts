import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workspace } from '../workspace.ts';
import { openVerify } from './openVerify.ts';
import { writeState } from './verifiedState.ts';
import { verifyProject } from './verifyProject.ts';

/**
 * What Claude Code on this host recorded before a container could write: the prompts and the memory with which `verify`
 * compares later. To be taken before the project is shared for the first time.
 * @returns what records it, or undefined when it is shared already, or there is nothing to record
 */
export async function takeBaseline(
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
): Promise<(() => Promise<void>) | undefined> {
  const linked = await lstat(join(workspace.preparedFolder, 'project')).catch(() => undefined);
  if (linked) return undefined;
  const target = await openVerify(workspace, env);
  if (!target.trustAll) return undefined;
  const { entries, state } = await verifyProject(target);
  return entries === 0 ? undefined : () => writeState(workspace, state);
}
