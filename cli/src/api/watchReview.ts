import type { Watch } from '../host/watchEvents.ts';
import { mirrorInUse } from '../workspace/preparedProject.ts';
import { openWorkspace, resolveFolder } from '../workspace/workspace.ts';
import type { Project } from './types.ts';

/**
 * Carries a reviewed project's conversations between this host and its mirror, now and whenever something is written, until it is
 * disposed of.
 * @param tell given sentences of what the user has to know, each once: forks, what is damaged, what was left out. They may hold names that a
 *   container chose: to be escaped
 * @param failed given the error that ended it
 * @returns undefined when the project has no mirror
 */
export async function watchReview(
  { folder, configFile }: Project,
  tell: (lines: readonly string[]) => void,
  failed: (error: unknown) => void,
): Promise<Watch | undefined> {
  const workspace = await openWorkspace(await resolveFolder(folder), configFile);
  if ((await mirrorInUse(workspace.preparedFolder)) === undefined) return undefined;
  const { openReview } = await import('../review/openReview.ts');
  const review = await openReview(workspace, process.env);
  if (!review) return undefined;
  const { syncReview } = await import('../review/syncReview.ts');
  const { toldLines } = await import('../review/reportLines.ts');
  const { watchFolders } = await import('../review/watchReview.ts');
  const stop = new AbortController();
  const told = new Set<string>();
  const job = async () => {
    const report = await syncReview(workspace, process.env);
    // It is shared in another way now.
    if (!report) stop.abort();
    const lines = report ? toldLines(report, '`claude-sessions pull --report`') : [];
    const news = lines.filter((line) => !told.has(line));
    for (const line of news) told.add(line);
    if (news.length > 0) tell(news);
  };
  watchFolders([review.mirror, review.projectFolder], job, stop.signal).catch(failed);
  return { dispose: () => stop.abort() };
}
