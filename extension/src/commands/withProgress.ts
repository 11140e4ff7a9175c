import * as vscode from 'vscode';

/** Says that something is under way until it is done. */
export function withProgress<Result>(title: string, work: () => Promise<Result>): Thenable<Result> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, work);
}
