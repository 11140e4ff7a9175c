import * as vscode from 'vscode';
import { withMarkOf } from './byteOrderMark.ts';
import { fileText } from './fileText.ts';

/** What an editor has of a file that is not saved, as it would be saved; undefined when the file is as it is. */
export async function unsavedSource(path: string): Promise<string | undefined> {
  const uri = vscode.Uri.file(path);
  const document = openDocument(uri);
  return document?.isDirty ? withMarkOf(await fileText(uri), document.getText()) : undefined;
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}
