import * as vscode from 'vscode';
import type { RollbackLine } from './rollbackLines.ts';

type Item = vscode.QuickPickItem & { readonly answer?: boolean };

interface Question {
  readonly title: string;
  /** `Go back to “before the move”`. */
  readonly action: string;
  /** All of it in a sentence. */
  readonly summary: string;
  readonly lines: readonly RollbackLine[];
}

/** Shows what would change, and asks. Lines that only tell can be gone through, and choosing one does nothing. */
export async function askToGoBack({ title, action, summary, lines }: Question): Promise<boolean> {
  const heading = { label: 'What changes', kind: vscode.QuickPickItemKind.Separator };
  const items: Item[] = [
    { label: `$(discard) ${action}`, detail: summary, answer: true },
    { label: '$(close) Cancel', answer: false },
    heading,
    ...lines.map(({ label, description }) => ({ label: `$(comment) ${label}`, description })),
  ];
  const options = { title, placeHolder: `${action}?`, ignoreFocusOut: true, matchOnDescription: true };
  for (;;) {
    const chosen = await vscode.window.showQuickPick(items, options);
    if (!chosen) return false;
    if (chosen.answer !== undefined) return chosen.answer;
  }
}
