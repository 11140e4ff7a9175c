import * as vscode from 'vscode';
import type { Command } from '../services/Services.ts';
import { refreshWithProgress } from './refreshWithProgress.ts';

/** Copies the report of what is known, after a look when nobody has looked; and shows what was copied. */
export const copyReport: Command = async (services) => {
  const { looker, report } = services;
  if (!looker.states.some(({ look }) => look)) await refreshWithProgress(services, 'Looking, for the report');
  await vscode.env.clipboard.writeText(await report.text());
  await report.open();
  void vscode.window.showInformationMessage(
    'The report is in the clipboard. It holds no secret that we know of; read it before you paste it in public.',
  );
};
