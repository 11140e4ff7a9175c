import * as vscode from 'vscode';

/** The text of a file with its byte order mark; null when it is not there, or is no UTF-8. */
export async function fileText(uri: vscode.Uri): Promise<string | null> {
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
