import * as vscode from 'vscode';
import type { Services } from '../services/Services.ts';

/** Looks anew at everything, with progress that can be cancelled. @returns whether it came to an end */
export async function refreshWithProgress({ looker }: Services, title: string): Promise<boolean> {
  const window = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(window, async (_, token) => {
    token.onCancellationRequested(() => looker.cancel());
    await looker.refresh('it was asked for');
    return !token.isCancellationRequested;
  });
}
