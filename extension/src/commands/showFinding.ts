import * as vscode from 'vscode';
import { withoutMark } from '../edit/byteOrderMark.ts';
import { UserError } from '../errors/UserError.ts';
import type { Command } from '../services/Services.ts';
import { shownFinding } from '../view/shownFinding.ts';

/** Opens devcontainer.json at what a finding is about. */
export const showFinding: Command = async ({ looker }, argument) => {
  const shown = shownFinding(argument);
  if (!shown) throw new UserError('No finding was named.', 'Choose one in the view Claude Sessions.');
  const { project, look, finding } = shown;
  const uri = vscode.Uri.file(project.configFile);
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  if (!finding.range) return;
  const { offset, length } = finding.range;
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  const isOlder = look.source !== undefined && document.getText() !== withoutMark(look.source);
  if (isOlder) await looker.refreshOne(project.configFile, 'it is another than was looked at');
};
