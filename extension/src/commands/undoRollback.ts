import { noFolder } from '../projects/pickProject.ts';
import type { Command } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { pickFolder } from '../window/pickFolder.ts';
import { requireHost } from '../window/requireTrust.ts';
import { workspaceFolders } from '../window/workspaceFolders.ts';
import { carryOutPlan } from './goBack.ts';

const title = commandTitles.undoRollback;

/** Undoes the last rollback. From the palette it shows what that changes, and asks; after a rollback the user knows. It can be undone too. */
export const undoRollback: Command = async (services, argument) => {
  requireHost(services.windowKind(), title);
  const named = folderOf(argument);
  const folder = named ?? (await pickFolder(title));
  if (folder === undefined) return;
  const plan = await (await services.api()).planUndo(folder, services.settings());
  const [action, done] = ['Undo the last rollback', 'The last rollback was undone'];
  const nothing = 'All conversations are as they were before the last rollback.';
  const isAnswered = named !== undefined;
  await carryOutPlan(services, plan, { title, folder, action, nothing, done, isAnswered });
};

/** Only a folder of the window counts. @throws UserError when there is none */
function folderOf(argument: unknown): string | undefined {
  const folders = workspaceFolders().map(({ uri }) => uri.fsPath);
  if (folders.length === 0) throw noFolder();
  if (typeof argument !== 'object' || argument === null || !('folder' in argument)) return undefined;
  return folders.find((folder) => folder === argument.folder);
}
