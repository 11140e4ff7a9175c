import { mirrorInUse } from '../workspace/preparedProject.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { ReviewOptions, ReviewReport } from './syncProject.ts';

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
  const review = await openReview(workspace, env);
  return review && (await syncOpened(workspace, review, only));
}

/** The same of what was opened. */
export async function syncOpened(
  workspace: Workspace,
  review: Omit<ReviewOptions, 'only'>,
  only?: 'pull' | 'push',
): Promise<ReviewReport> {
  const { syncProject } = await import('./syncProject.ts');
  const report = await syncProject({ ...review, ...(only && { only }) });
  const { recordNotTaken } = await import('./notTakenRecord.ts');
  await recordNotTaken(workspace, report.files, new Date().toISOString());
  return report;
}
