import * as vscode from 'vscode';
import type { Api } from '../../../cli/src/api/types.ts';
import { UserError } from '../errors/UserError.ts';
import { withoutMark } from './byteOrderMark.ts';
import { fileText } from './fileText.ts';

/** `differs`: VS Code saved it otherwise than it was to be, such as by formatting it. */
export type Written = 'as planned' | 'differs';

/**
 * Changes devcontainer.json by one edit of the workspace, which is one step to undo, and saves it.
 * @param api by which the small changes are found
 * @param before what the change was worked out on, with its byte order mark; null where there was no file
 * @param after null to delete it
 * @throws UserError when it is another file by now, or cannot be written: then nothing is changed, in the editor neither
 */
export async function writeConfig(
  api: Pick<Api, 'textChanges'>,
  path: string,
  before: string | null,
  after: string | null,
): Promise<Written> {
  const uri = vscode.Uri.file(path);
  if (before === after) return 'as planned';
  if (before === null && after !== null) await createFile(uri, after);
  else if (before !== null && after === null) await deleteFile(uri, before);
  else if (before !== null && after !== null) await changeText(api, uri, before, after);
  return (await fileText(uri)) === after ? 'as planned' : 'differs';
}

async function createFile(uri: vscode.Uri, after: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { overwrite: false, contents: bytesOf(after) });
  await apply(edit, uri);
}

async function deleteFile(uri: vscode.Uri, before: string): Promise<void> {
  if ((await fileText(uri)) !== before) throw changed(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.deleteFile(uri, { ignoreIfNotExists: true });
  await apply(edit, uri);
}

async function changeText(
  api: Pick<Api, 'textChanges'>,
  uri: vscode.Uri,
  before: string,
  after: string,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.getText() !== withoutMark(before)) return rewrite(document, before, after);
  await edit(api, document, withoutMark(after));
  const edited = document.getText();
  if (await document.save()) return;
  await takeBack(api, document, edited, withoutMark(before));
}

/** Left in the editor, the change would be saved some day without what goes with it, which is taken back as well. */
async function takeBack(
  api: Pick<Api, 'textChanges'>,
  document: vscode.TextDocument,
  edited: string,
  before: string,
): Promise<never> {
  const path = document.uri.fsPath;
  const isBack =
    document.getText() === edited &&
    (await edit(api, document, before).then(
      () => true,
      () => false,
    ));
  throw isBack
    ? new UserError(
        `${path} could not be saved, so nothing was changed.`,
        'See whether it may be written, and try again.',
      )
    : new UserError(
        `${path} could not be saved: the change is in its editor only.`,
        'Undo it there, and try again.',
      );
}

/** Makes another text of a document, by what is different in it. */
async function edit(
  api: Pick<Api, 'textChanges'>,
  document: vscode.TextDocument,
  after: string,
): Promise<void> {
  const { uri } = document;
  const changes = new vscode.WorkspaceEdit();
  for (const { offset, length, text } of api.textChanges(document.getText(), after)) {
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    changes.replace(uri, range, text);
  }
  await apply(changes, uri);
}

/** An editor has one kind of line end and would change the others: a file of several is written without it. */
async function rewrite(document: vscode.TextDocument, before: string, after: string): Promise<void> {
  if (document.isDirty || (await fileText(document.uri)) !== before) throw changed(document.uri);
  await vscode.workspace.fs.writeFile(document.uri, bytesOf(after));
}

async function apply(edit: vscode.WorkspaceEdit, uri: vscode.Uri): Promise<void> {
  if (await vscode.workspace.applyEdit(edit)) return;
  throw new UserError(
    `VS Code did not change ${uri.fsPath}.`,
    'See whether the file may be written, and try again.',
  );
}

function bytesOf(source: string): Uint8Array {
  return new TextEncoder().encode(source);
}

function changed(uri: vscode.Uri): UserError {
  return new UserError(
    `${uri.fsPath} was changed while you were asked, so nothing was written.`,
    'Run the command again: it goes by the file as it is now.',
  );
}
