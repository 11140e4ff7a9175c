import type { Workspace } from '../workspace.ts';
import { openVerify } from './openVerify.ts';
import { type VerifyResult, verifyProject } from './verifyProject.ts';

/** What `verify` finds for a dev container, for others to show: changes nothing, remembers nothing. */
export async function verifyWorkspace(
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
  collection: string,
): Promise<VerifyResult> {
  return verifyProject(await openVerify(workspace, env, collection));
}
