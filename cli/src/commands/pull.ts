import { ourCommand } from '@claude-sessions/core/findings/advice.ts';
import { UsageError, UserError } from '../host/errors.ts';
import { readNotTaken } from '../review/notTakenRecord.ts';
import { openKept, openReview } from '../review/openReview.ts';
import { notTakenLines, reportLines } from '../review/reportLines.ts';
import { serviceText } from '../review/serviceText.ts';
import type { ReviewOptions, ReviewReport } from '../review/syncProject.ts';
import { pullKept, syncOpened, syncReview } from '../review/syncReview.ts';
import { watchFolders } from '../review/watchReview.ts';
import { escapeControls, note, printJson, printResult } from '../terminal/output.ts';
import { wordsHere } from '../workspace/commandWords.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { openChosen } from './openChosen.ts';
import type { CommonOptions } from './options.ts';

export interface PullOptions extends CommonOptions {
  readonly report?: boolean;
  readonly watch?: boolean;
  readonly install?: boolean;
}

/** `pull`: takes over what the container wrote. Exit code 1 when a conversation, or what belongs to one, is damaged. */
export async function pull(folder: string | undefined, options: PullOptions): Promise<number> {
  const chosen = [options.report, options.watch, options.install].filter(Boolean);
  if (chosen.length > 1)
    throw new UsageError('--report, --watch and --install do not go together.', 'Choose one.');
  const takesKept = !options.watch && !options.install;
  const { workspace, review } = await openReviewed(folder, options, takesKept);
  if (options.report) return await printReport(workspace, options);
  if (options.install) {
    printResult(serviceText(workspace.folder));
    return 0;
  }
  return options.watch && review
    ? await watchProject(workspace, review)
    : await carry({ workspace, review }, options, 'pull');
}

/** `push`: gives the container what is new on the host. */
export async function push(folder: string | undefined, options: CommonOptions): Promise<number> {
  return await carry(await openReviewed(folder, options), options, 'push');
}

interface Reviewed {
  readonly workspace: Workspace;
  /** Undefined where there is none but what was set aside. */
  readonly review: ReviewOptions | undefined;
}

async function carry(
  { workspace, review }: Reviewed,
  options: CommonOptions,
  only: 'pull' | 'push',
): Promise<number> {
  const reports = [
    only === 'pull' ? await pullKept(workspace, process.env) : undefined,
    review && (await syncOpened(workspace, review, only)),
  ].flatMap((report) => report ?? []);
  const report: ReviewReport = {
    files: reports.flatMap(({ files }) => files),
    strange: reports.flatMap(({ strange }) => strange),
  };
  if (options.json) printJson(jsonReport(workspace, report));
  else printResult((await linesOf(workspace, report)).join('\n'));
  return report.files.some(({ outcome }) => outcome.kind === 'damaged') ? 1 : 0;
}

async function linesOf(workspace: Workspace, report: ReviewReport): Promise<string[]> {
  const words = await wordsHere(workspace.folder);
  return reportLines(report, words(ourCommand('pull', '--report')));
}

async function printReport(workspace: Workspace, { json }: PullOptions): Promise<number> {
  const records = await readNotTaken(workspace);
  if (json) printJson({ version: 1, command: 'pull', workspace: workspace.folder, notTaken: records });
  else printResult(notTakenLines(records).join('\n'));
  return 0;
}

/** Both ways, until it is interrupted. */
async function watchProject(workspace: Workspace, review: ReviewOptions): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  note(`Watching the conversations of ${escapeControls(workspace.folder)}. Press Ctrl+C to stop.`);
  await watchFolders(
    [review.mirror, review.projectFolder],
    async () => {
      const report = await syncReview(workspace, process.env);
      if (report && report.files.length > 0) for (const line of await linesOf(workspace, report)) note(line);
    },
    stop.signal,
  );
  return 0;
}

/** @param takesKept a mirror will do that the project, which is not reviewed any more, has left */
async function openReviewed(
  folder: string | undefined,
  options: CommonOptions,
  takesKept = false,
): Promise<Reviewed> {
  const workspace = await openChosen(folder, options, { hint: 'There is nothing to carry.' });
  const review = await openReview(workspace, process.env);
  if (review && (takesKept || !review.only)) return { workspace, review };
  if (takesKept && (await openKept(workspace, process.env)).length > 0) return { workspace, review };
  const words = await wordsHere(workspace.folder);
  throw new UserError(
    `The conversations of ${workspace.folder} are not reviewed, so there is nothing to carry.`,
    `${words(ourCommand('share', '--review'))} turns that on.`,
  );
}

function jsonReport(workspace: Workspace, { files, strange }: ReviewReport) {
  return {
    version: 1,
    workspace: workspace.folder,
    files: files.map(({ host, mirror, outcome, notTaken }) => ({ host, mirror, ...outcome, notTaken })),
    strange,
  };
}
