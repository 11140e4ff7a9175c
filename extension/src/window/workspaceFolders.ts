import * as vscode from 'vscode';

/** The folders of the workspace that are on a file system; of others nothing can be known. */
export function workspaceFolders(): vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}
