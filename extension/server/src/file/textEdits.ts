import { textChanges } from '@claude-sessions/core/devcontainer/textChanges.ts';
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Client } from '../contract/client.ts';

/**
 * The edit that makes another text of a document, and changes nothing else in it. It names the version that it is for, where
 * the client asks for that: one that comes too late is not applied.
 * @param before the document's text, as `after` was made of
 */
export function workspaceEdit(
  document: TextDocument,
  before: string,
  after: string,
  { versionedEdits }: Pick<Client, 'versionedEdits'>,
): WorkspaceEdit {
  const { uri, version } = document;
  const edits: TextEdit[] = textChanges(before, after).map(({ offset, length, text }) => ({
    range: { start: document.positionAt(offset), end: document.positionAt(offset + length) },
    newText: text,
  }));
  return versionedEdits
    ? { documentChanges: [{ textDocument: { uri, version }, edits }] }
    : { changes: { [uri]: edits } };
}
