import * as vscode from 'vscode';
import type { PlanLine } from './planLines.ts';

export type Answer = 'apply' | 'installClaude' | 'options' | 'cancel';

/** Asks whether a change is to be made. Lines that only tell can be gone through, and choosing one does nothing. */
export function askToApply(title: string, lines: readonly PlanLine[]): Promise<Answer> {
  const input = vscode.window.createQuickPick<vscode.QuickPickItem & { line: PlanLine }>();
  input.title = title;
  input.placeholder = 'Apply what the diff shows?';
  input.ignoreFocusOut = true;
  input.matchOnDetail = true;
  input.items = lines.map((line) => ({
    label: line.label,
    line,
    ...(line.kind === 'heading' ? { kind: vscode.QuickPickItemKind.Separator } : {}),
    ...(line.detail === undefined ? {} : { detail: line.detail }),
  }));
  return new Promise((resolve) => {
    input.onDidAccept(() => {
      const kind = input.selectedItems[0]?.line.kind;
      if (kind === undefined || kind === 'fact' || kind === 'heading') return;
      resolve(kind);
      input.hide();
    });
    input.onDidHide(() => {
      resolve('cancel');
      input.dispose();
    });
    input.show();
  });
}
