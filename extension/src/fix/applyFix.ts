import * as vscode from 'vscode';
import { applyPlan } from '../change/applyPlan.ts';
import { previewPlan } from '../change/previewPlan.ts';
import { Told } from '../errors/UserError.ts';
import { rebuild } from '../rebuild/rebuildContainer.ts';
import type { Services } from '../services/Services.ts';
import { plainNotice } from '../text/plainText.ts';
import type { FindingTarget } from '../view/TreeNode.ts';
import { requireHost } from '../window/requireTrust.ts';
import { fixByEdit } from './fixByEdit.ts';

/** Mends a finding in the way of its action. @throws Told when it cannot be done here */
export async function fixTarget(services: Services, target: FindingTarget): Promise<void> {
  const { action } = target.finding;
  if (!action) throw new Told('This finding is for you to mend.', target.finding.fix);
  if (action.kind === 'edit') return fixByEdit(services, target, action.text);
  requireHost(services.windowKind(), 'Mending this');
  switch (action.kind) {
    case 'applyMode':
      return applyMode(services, target);
    case 'recreate':
      return recreate(services, target);
    default:
      return carryOut(services, target, action.kind);
  }
}

async function applyMode(services: Services, { look }: FindingTarget): Promise<void> {
  const plan = await (await services.api()).planModeAgain(look, services.settings());
  const answer = await previewPlan(services, plan, 'Set up Claude Sessions anew', false);
  if (answer === 'apply') await applyPlan(services, plan);
}

/** What the container holds outside of mounts is lost: the user says so. */
async function recreate(services: Services, { project }: FindingTarget): Promise<void> {
  const yes = 'Rebuild';
  const message = plainNotice(
    `Rebuild the dev container of ${project.folder}? What it holds outside of mounts and volumes is lost.`,
    600,
  );
  const chosen = await vscode.window.showWarningMessage(message, yes);
  if (chosen === yes) await rebuild(services, project);
}

async function carryOut(
  services: Services,
  { project, look, finding }: FindingTarget,
  kind: 'prepare' | 'heal' | 'bridge',
): Promise<void> {
  const api = await services.api();
  const window = { location: vscode.ProgressLocation.Notification, title: 'Claude Sessions: mending' };
  const { done, what } = await vscode.window.withProgress(window, () =>
    api.carryOutFix(look, kind, services.settings()),
  );
  services.log.info(`${finding.code}: ${done ? '' : 'not done: '}${what}`);
  if (!done) throw new Told(what, 'Run the checks again and see what they say.', checks);
  void vscode.window.showInformationMessage(plainNotice(what, 600));
  await services.looker.refreshOne(project.configFile, 'something was mended');
}

const checks = { title: 'Troubleshoot', command: 'claudeSessions.troubleshoot' };
