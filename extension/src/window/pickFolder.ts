import * as vscode from 'vscode';
import { plainLine } from '../text/plainText.ts';
import { workspaceFolders } from './workspaceFolders.ts';

/** The folder that a command is about: the only one, else the one that the user picks. @returns undefined when there is none, or none is picked */
export async function pickFolder(title: string): Promise<string | undefined> {
  const folders = workspaceFolders();
  if (folders.length < 2) return folders[0]?.uri.fsPath;
  const items = folders.map(({ name, uri }) => ({
    label: plainLine(name),
    description: plainLine(uri.fsPath),
    folder: uri.fsPath,
  }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Which folder?' }))?.folder;
}
