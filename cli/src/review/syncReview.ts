import { keptMirrors, mirrorInUse } from '../workspace/preparedProject.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { ReviewOptions, ReviewReport, SyncedFile } from './syncProject.ts';
import type { Outcome } from './syncTranscript.ts';

/**
 * Carries a reviewed project's conversations between the host and the mirror. Its code is loaded where there is a mirror.
 * @param only one direction
 * @returns undefined when the project has no mirror, or is not reviewed and should be pushed
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
  review: ReviewOptions,
  only?: 'pull' | 'push',
): Promise<ReviewReport | undefined> {
  if (only === 'push' && review.only === 'pull') return undefined;
  return await sync(workspace, { ...review, ...(only && { only }) });
}

/**
 * Takes over what was written in mirrors that were set aside when the project was no longer reviewed: until it is started again, a
 * container writes there.
 * @returns undefined when there is none with a conversation
 * @throws as `openReview` and `syncProject`
 */
export async function pullKept(
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
): Promise<ReviewReport | undefined> {
  if (!(await keptMirrors(workspace.preparedFolder)).some(({ conversations }) => conversations > 0))
    return undefined;
  const { openKept } = await import('./openReview.ts');
  const files: SyncedFile[] = [];
  for (const options of await openKept(workspace, env)) {
    const report = await sync(workspace, options);
    files.push(...report.files.filter(({ outcome }) => !isOfHost(outcome)));
  }
  return { files, strange: [] };
}

/** What is new on the host, or is not there any more, is nothing to a mirror that nobody reads. */
const isOfHost = (outcome: Outcome) =>
  outcome.kind === 'gone' || (outcome.kind === 'waiting' && outcome.side === 'host');

async function sync(workspace: Workspace, options: ReviewOptions): Promise<ReviewReport> {
  const { syncProject } = await import('./syncProject.ts');
  const report = await syncProject(options);
  const { recordNotTaken } = await import('./notTakenRecord.ts');
  await recordNotTaken(workspace, report.files, new Date().toISOString());
  return report;
}
