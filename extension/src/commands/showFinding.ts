import { resolve } from 'node:path';
import type { FilePlace } from '@claude-sessions/core/filePlace.ts';
import * as vscode from 'vscode';
import { withoutMark } from '../edit/byteOrderMark.ts';
import { UserError } from '../errors/UserError.ts';
import type { Command } from '../services/Services.ts';
import { shownFinding } from '../view/shownFinding.ts';

/** Opens devcontainer.json, or the file that it names, at what a finding is about. */
export const showFinding: Command = async ({ looker }, argument) => {
  const shown = shownFinding(argument);
  if (!shown) throw new UserError('No finding was named.', 'Choose one in the view Checks.');
  const { project, look, finding } = shown;
  if (finding.at) return showPlace(project.folder, finding.at);
  const uri = vscode.Uri.file(project.configFile);
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  if (!finding.range) return;
  const { offset, length } = finding.range;
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  select(editor, range);
  const isOlder = look.source !== undefined && document.getText() !== withoutMark(look.source);
  if (isOlder) await looker.refreshOne(project.configFile, 'it is another than was looked at');
};

async function showPlace(folder: string, at: FilePlace): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(resolve(folder, at.file)));
  const editor = await vscode.window.showTextDocument(document);
  // It may be another than was looked at.
  const range = new vscode.Range(at.line - 1, at.column - 1, at.endLine - 1, at.endColumn - 1);
  select(editor, document.validateRange(range));
}

function select(editor: vscode.TextEditor, range: vscode.Range): void {
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
