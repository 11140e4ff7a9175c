import { defaultCollection } from '@claude-sessions/core/features.ts';
import * as vscode from 'vscode';
import type { EditorSettings } from '../../../cli/src/api/settings.ts';
import { withFeature } from './defaultFeatures.ts';

/** Tells VS Code, by a context key for the walkthrough, whether all dev containers of the user keep Claude's state. */
export function showKeeping(settings: () => EditorSettings): vscode.Disposable {
  const update = () => {
    const value = vscode.workspace.getConfiguration('dev.containers').inspect('defaultFeatures')?.globalValue;
    const isKept =
      withFeature(value, settings().collection ?? defaultCollection, 'claude-persist') === undefined;
    void vscode.commands.executeCommand('setContext', 'claudeSessions.keepsInAll', isKept);
  };
  update();
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('dev.containers.defaultFeatures')) update();
  });
}
