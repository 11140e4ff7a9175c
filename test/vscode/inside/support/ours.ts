import * as vscode from 'vscode';

/** A command as the installed manifest has it. */
interface Contributed {
  command: string;
  title: string;
  category?: string;
}

/** The extension under test, as it is installed. */
export function ours(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('claude-sessions.claude-sessions');
  if (!found) throw new Error('Claude Sessions is not installed');
  return found;
}

/** What its manifest contributes, with the words of package.nls.json in it. */
export function contributedCommands(): Contributed[] {
  return ours().packageJSON.contributes.commands;
}
