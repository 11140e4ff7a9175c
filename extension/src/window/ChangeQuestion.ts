import * as vscode from 'vscode';
import { commandId } from '../text/commandTitles.ts';

/** An answer that can be given while the diff is read: `details` leads to all that there is to know. */
type FirstAnswer = 'apply' | 'cancel' | 'details';

/**
 * The question whether a change is to be made, asked so that the diff stays in view: a notification that stays until it is
 * answered, and buttons in the title of the diff, whose commands are in the palette as well. One at a time: another one
 * cancels that before.
 */
export class ChangeQuestion {
  #pending: ((answer: FirstAnswer) => void) | undefined;

  /** @param text plain, without links */
  async ask(text: string): Promise<FirstAnswer> {
    this.answer('cancel');
    const answered = new Promise<FirstAnswer>((resolve) => {
      this.#pending = resolve;
    });
    this.#setAsking(true);
    const links = `[Apply](command:${commandId('applyChange')}) · [Details…](command:${commandId('changeDetails')})`;
    const window = {
      location: vscode.ProgressLocation.Notification,
      title: `${text} ${links}`,
      cancellable: true,
    };
    void vscode.window.withProgress(window, async (progress, token) => {
      // Nothing is under way: a bar that stands still.
      progress.report({ increment: 0 });
      token.onCancellationRequested(() => this.answer('cancel'));
      await answered;
    });
    return answered;
  }

  /** Answers what is asked; nothing where nothing is. */
  answer(answer: FirstAnswer): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (!pending) return;
    this.#setAsking(false);
    pending(answer);
  }

  #setAsking(isAsking: boolean): void {
    void vscode.commands.executeCommand('setContext', 'claudeSessions.asking', isAsking);
  }
}
