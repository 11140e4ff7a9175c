import { lstat } from 'node:fs/promises';
import { isAcceptable } from '@claude-sessions/core/verify/verifyCodes.ts';
import { requestForProject } from '../conversations/requestFor.ts';
import { UsageError } from '../host/errors.ts';
import { collectionFrom } from '../settings/setting.ts';
import { withProgress } from '../terminal/ask.ts';
import { note, printJson, printResult } from '../terminal/output.ts';
import { acceptState } from '../verify/accept.ts';
import { describeResult, jsonResult } from '../verify/describe.ts';
import { openVerify } from '../verify/openVerify.ts';
import { quarantine } from '../verify/quarantine.ts';
import type { VerifiedState } from '../verify/stateSchema.ts';
import { writeState } from '../verify/verifiedState.ts';
import { verifyProject } from '../verify/verifyProject.ts';
import { reason } from '../verify/walkFolder.ts';
import { configWords, folderWords } from '../workspace/commandWords.ts';
import { mirrorInUse } from '../workspace/preparedProject.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { openChosen } from './openChosen.ts';
import type { CommonOptions } from './options.ts';
import { snapshotBefore } from './snapshotBefore.ts';

interface VerifyCommandOptions extends CommonOptions {
  readonly accept?: boolean;
  readonly quarantine?: boolean;
  readonly snapshot?: boolean;
}

const reviewedNote =
  'note: this dev container is reviewed: it writes a copy that Claude on this host does not read, and that is not looked at here. What can act is what it wrote before, while the project was shared live.';

/** `verify`: names what in the project's folder would act on this host. Exit code 1 when there is something. */
export async function verify(folderName: string | undefined, options: VerifyCommandOptions): Promise<number> {
  if (options.accept && options.quarantine) {
    throw new UsageError('--accept and --quarantine do not go together.', 'Look first, then choose one.');
  }
  const workspace = await openChosen(folderName, options, {
    hint: 'No shared container writes its conversations.',
  });
  const target = await openVerify(workspace, process.env, collectionFrom({}, process.env));
  const look = () => withProgress('Looking through the conversations …', () => verifyProject(target));
  const result = await look();
  if (options.quarantine && result.findings.length > 0) await keepBefore(workspace, options);
  const moved = options.quarantine ? await quarantine(target, result) : undefined;
  const after = moved?.some(({ to }) => to !== undefined) ? await look() : result;
  const state = options.accept ? acceptState(after, target.host) : after.state;
  const shown = {
    result: after,
    workspace,
    where: [...(await folderWords(workspace.folder)), ...(await configWords(workspace))],
    first: target.state.memory === undefined,
    moved,
    accepted: options.accept,
    quiet: options.quiet,
    verbose: options.verbose,
  };
  if (!options.quiet && (await mirrorInUse(workspace.preparedFolder)) !== undefined) note(reviewedNote);
  if (options.json) printJson(jsonResult(shown));
  else printResult(describeResult(shown));
  if (options.accept || (await isPrepared(workspace.preparedFolder)))
    await remember(workspace, state, options);
  const bad = after.findings.filter(({ severity }) => severity !== 'information');
  const left = options.accept ? bad.filter(({ code }) => !isAcceptable(code)) : bad;
  return left.length > 0 || after.more > 0 ? 1 : 0;
}

async function keepBefore(workspace: Workspace, options: VerifyCommandOptions): Promise<void> {
  const { configDir } = await requestForProject(workspace.folder);
  const request = { home: workspace.home, configDir, project: workspace.realFolder };
  await snapshotBefore(request, 'before-verify', options);
}

/**
 * Remembers what was found, for the next time. What was found is printed before that: a full disk takes nothing of it.
 * @throws where the user asked for just this, by `--accept`
 */
async function remember(
  workspace: Workspace,
  state: VerifiedState,
  { accept }: VerifyCommandOptions,
): Promise<void> {
  try {
    if (await writeState(workspace, state)) {
      note('There is more to remember than fits: the next run checks some of it again.');
    }
  } catch (error) {
    if (accept) throw error;
    note(`What was checked could not be recorded, so the next run checks it again: ${reason(error)}`);
  }
}

async function isPrepared(folder: string): Promise<boolean> {
  return (await lstat(folder).catch(() => undefined))?.isDirectory() ?? false;
}
