import * as vscode from 'vscode';
import { showError } from '../errors/showError.ts';
import type { Services } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { turnGuard } from './turnGuard.ts';

const question =
  'Have Claude Code on this host check what the container wrote before it goes on with a conversation? That adds hooks to your settings.json.';

/** Offers the guard to somebody who shares a project, once: an answer is remembered. Whoever calls does not wait for it. */
export function offerGuard(services: Services): void {
  const ask = async () => {
    const api = await services.api();
    if (!(await api.offersGuard())) return;
    const no = 'No';
    const chosen = await vscode.window.showInformationMessage(question, commandTitles.guardOn, no);
    if (chosen === commandTitles.guardOn) await turnGuard(services, 'on');
    if (chosen === no) await api.declineGuard();
  };
  ask().catch((error: unknown) => showError(services.log, 'Turning on the guard failed', error));
}
