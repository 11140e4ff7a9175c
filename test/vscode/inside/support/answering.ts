import * as vscode from 'vscode';
import { pause } from './waiting.ts';

const cancelling = [
  'workbench.action.closeQuickOpen',
  'claudeSessions.cancelChange',
  'notifications.clearAll',
];
const accepting = [
  'workbench.action.acceptSelectedQuickOpenItem',
  'claudeSessions.applyChange',
  'notifications.clearAll',
];

/** Waits for a command to end, and dismisses whatever it asks. */
export function cancelled<T>(call: Thenable<T>): Promise<T> {
  return answered(call, cancelling);
}

/** Waits for a command to end, and takes the first of whatever it offers. */
export function accepted<T>(call: Thenable<T>): Promise<T> {
  return answered(call, accepting);
}

async function answered<T>(call: Thenable<T>, answers: readonly string[]): Promise<T> {
  let ended = false;
  const end = Promise.resolve(call).finally(() => {
    ended = true;
  });
  // What is asked, and when, is not to be seen from here: an answer to nothing does nothing.
  while (!ended) {
    for (const answer of answers) await vscode.commands.executeCommand(answer);
    await Promise.race([end.catch(() => undefined), pause()]);
  }
  return end;
}
