import { homedir } from 'node:os';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import * as vscode from 'vscode';
import type { Services } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { plainNotice } from '../text/plainText.ts';
import { requireHost } from '../window/requireTrust.ts';

/** Turns the guard of this host on or off, and says so. */
export async function turnGuard(services: Services, to: 'on' | 'off'): Promise<void> {
  requireHost(services.windowKind(), to === 'on' ? commandTitles.guardOn : commandTitles.guardOff);
  const api = await services.api();
  const edited = to === 'on' ? await api.turnGuardOn(services.nodeFolder) : await api.turnGuardOff();
  services.log.info(`The guard is ${to}: ${edited.join(', ') || 'nothing was to be edited'}`);
  void services.looker.refresh(`the guard was turned ${to}`);
  void vscode.window.showInformationMessage(message(to, edited));
}

function message(to: 'on' | 'off', edited: readonly string[]): string {
  if (edited.length === 0) return `The guard is ${to}.`;
  const files = edited.map((path) => shortenHome(path, homedir())).join(', ');
  return plainNotice(
    to === 'on'
      ? `The guard is on, by hooks in ${files}. Restart Claude Code where it runs on this host.`
      : `The guard is off: its hooks are taken out of ${files}.`,
  );
}
