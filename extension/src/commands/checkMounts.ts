import * as vscode from 'vscode';
import { pickProject } from '../projects/pickProject.ts';
import type { Command } from '../services/Services.ts';
import { mountsSummary } from '../status/mountsSummary.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { refreshWithProgress } from './refreshWithProgress.ts';

/** Looks at every dev container of the window, and says what came of it. */
export const checkMounts: Command = async (services) => {
  if (services.looker.states.length === 0 && services.windowKind() !== 'container') {
    // Says what to do where there is nothing to look at.
    await pickProject(services, commandTitles.checkMounts);
  }
  if (!(await refreshWithProgress(services, 'Checking Claude mounts'))) return;
  const { level, message } = mountsSummary(services.looker.states, services.windowKind());
  const show = 'Show';
  const tell = {
    information: vscode.window.showInformationMessage,
    warning: vscode.window.showWarningMessage,
  }[level];
  const ask = async () => {
    if ((await tell(message, show)) === show) await services.view.reveal();
  };
  void ask();
};
