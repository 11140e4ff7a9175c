import { mirrorInUse } from '../workspace/preparedProject.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { ReviewReport } from './syncProject.ts';

/**
 * Carries a reviewed project's conversations between the host and the mirror. Its code is loaded where there is a mirror.
 * @param only one direction
 * @returns undefined when the project has no mirror
 * @throws as `openReview` and `syncProject`
 */
export async function syncReview(
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
  only?: 'pull' | 'push',
): Promise<ReviewReport | undefined> {
  if ((await mirrorInUse(workspace.preparedFolder)) === undefined) return undefined;
  const { openReview } = await import('./openReview.ts');
  const options = await openReview(workspace, env);
  if (!options) return undefined;
  const { syncProject } = await import('./syncProject.ts');
  const report = await syncProject({ ...options, ...(only && { only }) });
  const { recordNotTaken } = await import('./notTakenRecord.ts');
  await recordNotTaken(workspace, report.files, new Date().toISOString());
  return report;
}
