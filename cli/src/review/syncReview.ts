import type { Workspace } from '../workspace/workspace.ts';
import { recordNotTaken } from './notTakenRecord.ts';
import { openReview } from './openReview.ts';
import { type ReviewReport, syncProject } from './syncProject.ts';

/**
 * Carries a reviewed project's conversations between the host and the mirror.
 * @param only one direction
 * @returns undefined when the project has no mirror
 * @throws as `openReview` and `syncProject`
 */
export async function syncReview(
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
  only?: 'pull' | 'push',
): Promise<ReviewReport | undefined> {
  const options = await openReview(workspace, env);
  if (!options) return undefined;
  const report = await syncProject({ ...options, ...(only && { only }) });
  await recordNotTaken(workspace, report.files, new Date().toISOString());
  return report;
}
