import * as vscode from 'vscode';
import type { EditorSnapshot } from '../../../cli/src/api/types.ts';
import { UserError } from '../errors/UserError.ts';
import { noFolder } from '../projects/pickProject.ts';
import { commandId, commandTitles } from '../text/commandTitles.ts';
import { workspaceFolders } from '../window/workspaceFolders.ts';
import type { SnapshotList } from './SnapshotList.ts';
import { snapshotWords } from './snapshotLine.ts';

/**
 * The snapshot that the user picks.
 * @param session only those that have this conversation
 * @returns undefined when none is picked
 * @throws UserError when there is none
 */
export async function pickSnapshot(
  list: SnapshotList,
  title: string,
  session?: { readonly id: string; readonly folder: string },
): Promise<EditorSnapshot | undefined> {
  if (workspaceFolders().length === 0) throw noFolder();
  await list.refresh();
  const may = (one: EditorSnapshot) =>
    !session || (one.folder === session.folder && one.conversations.includes(session.id));
  const all = list.all.filter(may);
  if (all.length === 0) {
    const take = commandTitles.takeSnapshot;
    throw new UserError(
      `There is no snapshot of this ${session ? 'conversation' : 'project'}.`,
      'Take one before you change something.',
      { title: take, command: commandId('takeSnapshot') },
    );
  }
  const now = Date.now();
  const withFolder = new Set(all.map(({ folder }) => folder)).size > 1;
  const items = all.map((snapshot) => {
    const { label, description } = snapshotWords(snapshot, now, withFolder);
    return { label, description, snapshot };
  });
  const options = { title, placeHolder: 'Which snapshot?', matchOnDescription: true };
  return (await vscode.window.showQuickPick(items, options))?.snapshot;
}

/** The snapshot of a line of the tree. Only what was listed counts. */
export function namedSnapshot(list: SnapshotList, argument: unknown): EditorSnapshot | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('snapshot' in argument) return namedSnapshot(list, argument.snapshot);
  if (!('id' in argument && 'folder' in argument)) return undefined;
  return list.all.find(({ id, folder }) => id === argument.id && folder === argument.folder);
}
