import { ourCommand } from '@claude-sessions/core/findings/advice.ts';
import type { ReviewReport } from '../review/syncProject.ts';
import { escapeControls, log } from '../terminal/output.ts';
import { wordsHere } from '../workspace/commandWords.ts';
import { mirrorsOf } from '../workspace/preparedProject.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * Carries a reviewed project's conversations beside what a command does, and takes over what lies in mirrors that were set aside. That
 * they cannot be carried is a warning, and no fault of the command; of what was carried only that is said which the user has to know.
 * @param only one direction
 * @returns what became of the conversations; nothing where they cannot be carried
 */
export async function carryReview(workspace: Workspace, only?: 'pull' | 'push'): Promise<ReviewReport[]> {
  if ((await mirrorsOf(workspace.preparedFolder)).length === 0) return [];
  try {
    const { pullKept, syncReview } = await import('../review/syncReview.ts');
    const kept = only === 'push' ? undefined : await pullKept(workspace, process.env);
    const report = await syncReview(workspace, process.env, only);
    const reports = [kept, report].filter((each) => each !== undefined);
    for (const each of reports) await tellReview(workspace, each);
    return reports;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log(
      `warning: the conversations could not be carried between this host and the container: ${escapeControls(reason)}`,
    );
    return [];
  }
}

/** Says of what was carried what the user has to know. */
export async function tellReview({ folder }: Workspace, report: ReviewReport): Promise<void> {
  const { toldLines } = await import('../review/reportLines.ts');
  const words = await wordsHere(folder);
  for (const line of toldLines(report, words(ourCommand('pull', '--report')))) log(line);
}
