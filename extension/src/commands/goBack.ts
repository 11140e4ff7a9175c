import { counted } from '@claude-sessions/core/counted.ts';
import * as vscode from 'vscode';
import type { EditorSnapshot, RollbackPlan } from '../../../cli/src/api/types.ts';
import { UserError } from '../errors/UserError.ts';
import type { Services } from '../services/Services.ts';
import { askToGoBack } from '../snapshots/askToGoBack.ts';
import { rollbackLines, rollbackSummary } from '../snapshots/rollbackLines.ts';
import { snapshotWords } from '../snapshots/snapshotLine.ts';
import { commandId } from '../text/commandTitles.ts';
import { plainNotice } from '../text/plainText.ts';
import { namedSession } from './namedSession.ts';
import { withProgress } from './withProgress.ts';

interface Rollback {
  readonly title: string;
  readonly folder: string;
  /** `Go back to “before the move”`. */
  readonly action: string;
  /** What to say where nothing would change. */
  readonly nothing: string;
  /** `Back to “before the move”`. */
  readonly done: string;
  /** The user knows what it changes. */
  readonly isAnswered?: boolean;
}

/** Shows what going back to a snapshot would change, asks, does it, and offers to undo it. @param session only this conversation */
export async function goBack(
  services: Services,
  title: string,
  snapshot: EditorSnapshot,
  session?: string,
): Promise<void> {
  const { folder, id } = snapshot;
  const api = await services.api();
  const sessions = session === undefined ? undefined : [session];
  const plan = await api.planRollback(folder, id, services.settings(), sessions);
  const { label } = snapshotWords(snapshot, Date.now(), false);
  const [action, done] = [`Go back to “${label}”`, `Back to “${label}”`];
  const same = session === undefined ? 'All conversations are' : 'The conversation is';
  await carryOutPlan(services, plan, { title, folder, action, nothing: `${same} as in “${label}”.`, done });
}

/** Shows what a plan changes, asks, does it, and offers to undo it. */
export async function carryOutPlan(
  services: Services,
  plan: RollbackPlan,
  { title, folder, action, nothing, done, isAnswered = false }: Rollback,
): Promise<void> {
  if (!services.conversations.isListed) await services.conversations.refresh();
  const nameOf = namedSession(services, folder);
  requireClosed(plan, nameOf);
  if (plan.steps.length === 0) return void vscode.window.showInformationMessage(plainNotice(nothing));
  const summary = rollbackSummary(plan);
  const lines = rollbackLines(plan, nameOf);
  if (!isAnswered && !(await askToGoBack({ title, action, summary, lines }))) return;
  const api = await services.api();
  await withProgress('Putting conversations back', () => api.rollBack(folder, plan));
  await refreshAll(services);
  void offerUndo(`${done}: ${summary}.`, folder);
}

/** @throws UserError where a running Claude Code has one open that would be changed */
function requireClosed({ open }: Pick<RollbackPlan, 'open'>, nameOf: (session: string) => string): void {
  if (open.length === 0) return;
  const names = open.slice(0, 3).map((session) => `“${nameOf(session)}”`);
  const more = open.length > 3 ? ` and ${counted(open.length - 3, 'other')}` : '';
  throw new UserError(
    `A running Claude Code has ${names.join(', ')}${more} open, and would go on from what it knows.`,
    'End it there with /exit, and try again.',
  );
}

async function refreshAll({ conversations, snapshots }: Services): Promise<void> {
  await Promise.all([conversations.refresh(), snapshots.refresh()]);
}

async function offerUndo(message: string, folder: string): Promise<void> {
  const undo = 'Undo';
  if ((await vscode.window.showInformationMessage(plainNotice(message), undo)) !== undo) return;
  await vscode.commands.executeCommand(commandId('undoRollback'), { folder });
}
