import * as vscode from 'vscode';
import { commandTitles } from '../text/commandTitles.ts';
import { errorMessage } from './errorMessage.ts';

const issues = 'https://github.com/claude-sessions/claude-sessions/issues/new';

/**
 * Says what went wrong, once: in a message with what to do next, and in the log with all that is known. Never throws.
 * @param what was being done, as a clause: "Sharing failed"
 */
export async function showError(log: vscode.LogOutputChannel, what: string, error: unknown): Promise<void> {
  const { kind, message, action } = errorMessage(what, error);
  if (kind === 'cancelled') return;
  if (kind === 'told') log.warn(`${what}: ${message}`);
  else log.error(what, error);
  const showLog = commandTitles.showLog;
  const report = 'Report';
  const offers = [...(action ? [action.title] : []), ...(kind === 'fault' ? [report] : []), showLog];
  const chosen = await vscode.window.showErrorMessage(message, ...offers);
  if (chosen === showLog) log.show(true);
  else if (chosen === report) await vscode.env.openExternal(vscode.Uri.parse(issues));
  else if (action && chosen === action.title) {
    await vscode.commands.executeCommand(action.command, ...(action.arguments ?? []));
  }
}
