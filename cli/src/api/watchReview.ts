import type { Watch } from '../host/watchEvents.ts';
import type { ReviewReport } from '../review/syncProject.ts';
import { mirrorInUse, mirrorsOf } from '../workspace/preparedProject.ts';
import { openWorkspace, resolveFolder } from '../workspace/workspace.ts';
import type { Project, ReviewWatcher } from './types.ts';

/**
 * Carries a reviewed project's conversations between this host and its mirror, now and whenever something is written, until it is
 * disposed of. What lies in mirrors that were set aside is taken over before.
 * @param watcher what it is told may hold names that a container chose: to be escaped
 * @returns undefined when the project has no mirror
 */
export async function watchReview(
  { folder, configFile }: Project,
  { tell, changed, failed }: ReviewWatcher,
): Promise<Watch | undefined> {
  const workspace = await openWorkspace(await resolveFolder(folder), configFile);
  if ((await mirrorsOf(workspace.preparedFolder)).length === 0) return undefined;
  const { pullKept, syncReview } = await import('../review/syncReview.ts');
  const { toldLines } = await import('../review/reportLines.ts');
  const told = new Set<string>();
  const tellNews = (report: ReviewReport) => {
    const news = toldLines(report, '`claude-sessions pull --report`').filter((line) => !told.has(line));
    for (const line of news) told.add(line);
    if (news.length > 0) tell(news);
  };
  const kept = await pullKept(workspace, process.env);
  // What cannot be taken over would be told at each look.
  if (kept?.files.some(({ outcome: { kind } }) => kind === 'pulled' || kind === 'forked')) {
    tellNews(kept);
    changed();
  }
  if ((await mirrorInUse(workspace.preparedFolder)) === undefined) return undefined;
  const { openReview } = await import('../review/openReview.ts');
  const review = await openReview(workspace, process.env);
  if (!review) return undefined;
  const { watchFolders } = await import('../review/watchReview.ts');
  const stop = new AbortController();
  let waited = '';
  const job = async () => {
    const report = await syncReview(workspace, process.env);
    // It is shared in another way now.
    if (!report) return stop.abort();
    tellNews(report);
    const waits = waitingIn(report);
    const isLeft = report.files.some(({ notTaken }) => notTaken.length > 0);
    if (isLeft || waits !== waited) changed();
    waited = waits;
  };
  watchFolders([review.mirror, review.projectFolder], job, stop.signal).catch(failed);
  return { dispose: () => stop.abort() };
}

/** Which conversations could not be carried yet. */
const waitingIn = ({ files }: ReviewReport) =>
  files
    .filter(({ outcome }) => outcome.kind === 'waiting')
    .map(({ mirror }) => mirror)
    .join();
