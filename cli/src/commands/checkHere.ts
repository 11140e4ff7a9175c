import { lstat } from 'node:fs/promises';
import { hooksOffWords } from '@claude-sessions/core/guard/hooksOffWords.ts';
import { stopsGuard } from '@claude-sessions/core/verify/verifyCodes.ts';
import { hooksOff } from '../facts/hooksOff.ts';
import { guardState } from '../guard/guardState.ts';
import { UserError } from '../host/errors.ts';
import { findProgram } from '../host/findProgram.ts';
import type { ReviewReport } from '../review/syncProject.ts';
import { collectionFrom } from '../settings/setting.ts';
import { withProgress } from '../terminal/ask.ts';
import { escapeControls, log } from '../terminal/output.ts';
import { describeResult } from '../verify/describe.ts';
import { openVerify } from '../verify/openVerify.ts';
import { writeState } from '../verify/verifiedState.ts';
import { verifyProject } from '../verify/verifyProject.ts';
import { configWords, folderWords, typedHere } from '../workspace/commandWords.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { carryReview } from './carryReview.ts';

/** The Claude Code of this host. @throws UserError when there is none */
export async function findClaude(): Promise<string> {
  const claude = await findProgram('claude', process.env);
  if (claude) return claude;
  throw new UserError('There is no `claude` on your PATH.', 'Install Claude Code on this host.');
}

/**
 * What is done before Claude Code on this host goes on with a conversation of a project: what waits in its mirror is pulled, and what the
 * container wrote is looked through.
 * @returns what was pulled
 * @throws UserError with the findings printed, when something would act
 */
export async function checkHere(workspace: Workspace): Promise<ReviewReport[]> {
  const pulled = await carryReview(workspace, 'pull');
  await ensureClean(workspace);
  await warnOfHooks(workspace);
  return pulled;
}

/** What is resumed from within, or written meanwhile, only the guard checks. */
async function warnOfHooks({ realFolder, home }: Workspace): Promise<void> {
  if (!(await guardState(home, process.env)).on) return;
  for (const each of await hooksOff(realFolder)) {
    log(`warning: the guard: ${escapeControls(hooksOffWords(each, each.file))}`);
  }
}

async function ensureClean(workspace: Workspace): Promise<void> {
  const target = await openVerify(workspace, process.env, collectionFrom({}, process.env));
  const result = await withProgress('Looking through the conversations …', () => verifyProject(target));
  if (await lstat(workspace.preparedFolder).catch(() => undefined)) {
    // Only saves time later.
    await writeState(workspace, result.state).catch(() => undefined);
  }
  const first = target.state.memory === undefined;
  const bad = result.findings.filter(({ severity }) => severity !== 'information');
  if (bad.length > 0 || result.more > 0) {
    const where = [...(await folderWords(workspace.folder)), ...(await configWords(workspace))];
    log(
      describeResult({ result, workspace, where, first, moved: undefined, accepted: undefined, quiet: true }),
    );
  }
  if (!bad.some(stopsGuard) && result.more === 0) return;
  throw new UserError(
    'Claude Code was not started.',
    `Look through it. ${await typedHere(workspace, 'verify', '--quarantine')} moves it away, ${await typedHere(workspace, 'verify', '--accept')} records it as yours.`,
  );
}
