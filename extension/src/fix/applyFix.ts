import { adviceText } from '@claude-sessions/core/findings/advice.ts';
import { type DirectFix, fixesOf } from '@claude-sessions/core/findings/finding.ts';
import * as vscode from 'vscode';
import { applyPlan } from '../change/applyPlan.ts';
import { changeMode } from '../change/changeMode.ts';
import { previewPlan } from '../change/previewPlan.ts';
import { UserError } from '../errors/UserError.ts';
import { rebuildContainer } from '../rebuild/rebuildContainer.ts';
import type { Services } from '../services/Services.ts';
import { commandId, paletteCommand } from '../text/commandTitles.ts';
import { plainNotice } from '../text/plainText.ts';
import type { ShownFinding } from '../view/shownFinding.ts';
import { requireHost } from '../window/requireTrust.ts';
import { fixByEdit } from './fixByEdit.ts';

/** Mends a finding in the way of its action. @throws UserError when it cannot be done here */
export async function applyFix(services: Services, shown: ShownFinding): Promise<void> {
  const [fix] = fixesOf(shown.finding);
  if (!fix)
    throw new UserError('You have to fix this yourself.', adviceText(shown.finding.fix, paletteCommand));
  if (fix.kind === 'edit') return fixByEdit(services, shown, fix.text);
  if (fix.kind === 'share') return changeMode(services, 'share', shown.project.configFile);
  requireHost(services.windowKind(), 'Fixing this');
  switch (fix.kind) {
    case 'applyMode':
      return applyMode(services, shown);
    case 'recreate':
      return recreate(services, shown);
    default:
      return carryOut(services, shown, fix.kind);
  }
}

async function applyMode(services: Services, { look }: ShownFinding): Promise<void> {
  const plan = await (await services.api()).planModeAgain(look, services.settings());
  const answer = await previewPlan(services, plan, 'Set up Claude Sessions again', false);
  if (answer === 'apply') await applyPlan(services, plan);
}

/** Asks first: what the container holds outside of mounts is lost. */
async function recreate(services: Services, { project }: ShownFinding): Promise<void> {
  const yes = 'Rebuild';
  const message = plainNotice(
    `Rebuild the dev container of ${project.folder}? What it holds outside of mounts and volumes is lost.`,
    600,
  );
  const chosen = await vscode.window.showWarningMessage(message, yes);
  if (chosen === yes) await rebuildContainer(services, project);
}

async function carryOut(
  services: Services,
  { project, look, finding }: ShownFinding,
  kind: DirectFix,
): Promise<void> {
  const api = await services.api();
  const window = { location: vscode.ProgressLocation.Notification, title: 'Claude Sessions: fixing' };
  const { done, what } = await vscode.window.withProgress(window, () =>
    api.carryOutFix(look, kind, services.settings()),
  );
  services.log.info(`${finding.code}: ${done ? '' : 'not done: '}${what}`);
  if (!done) throw new UserError(what, 'Run the checks again and see what they say.', checks);
  void vscode.window.showInformationMessage(plainNotice(what, 600));
  await services.looker.refreshOne(project.configFile, 'something was fixed');
}

const checks = { title: 'Troubleshoot', command: commandId('troubleshoot') };
