import * as vscode from 'vscode';
import { withMarkOf } from './byteOrderMark.ts';

/** The text of a file with its byte order mark; null when it is not there, or is no UTF-8. */
export async function fileText(uri: vscode.Uri): Promise<string | null> {
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The text of a file in an editor that is not saved, as it would be saved; undefined when the file is as it is. */
export async function unsavedSource(path: string): Promise<string | undefined> {
  const text = unsavedText(path);
  return text === undefined ? undefined : withMarkOf(await fileText(vscode.Uri.file(path)), text);
}

/** The same as the editor has it, without byte order mark. */
export function unsavedText(path: string): string | undefined {
  const name = vscode.Uri.file(path).toString();
  return vscode.workspace.textDocuments
    .find(({ uri, isDirty }) => isDirty && uri.toString() === name)
    ?.getText();
}
