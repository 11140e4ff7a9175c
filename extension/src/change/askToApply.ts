import * as vscode from 'vscode';
import type { ChangeQuestion } from '../window/ChangeQuestion.ts';
import { type PlanLine, planLines, type ShownPlan } from './planLines.ts';
import { planSummary } from './planSummary.ts';

export type Answer = 'apply' | 'installClaude' | 'options' | 'cancel';

/**
 * Asks whether a change is to be made, beside its diff. Whoever wants to know all sees it in a list, which leads back here when
 * nothing in it is chosen.
 */
export async function askToApply(
  question: ChangeQuestion,
  title: string,
  plan: ShownPlan,
  canChoose: boolean,
): Promise<Answer> {
  for (;;) {
    const answer = await question.ask(planSummary(plan, title));
    const chosen = answer === 'details' ? await askInList(title, planLines(plan, canChoose)) : answer;
    if (chosen !== undefined) return chosen;
  }
}

/** Lines that only tell can be gone through, and choosing one does nothing. @returns undefined when none was chosen */
function askInList(title: string, lines: readonly PlanLine[]): Promise<Answer | undefined> {
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
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}
