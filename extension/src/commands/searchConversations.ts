import { searchPick } from '../conversations/searchPick.ts';
import { showError } from '../errors/showError.ts';
import { noFolder } from '../projects/pickProject.ts';
import type { Command } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { requireHost } from '../window/requireTrust.ts';
import { workspaceFolders } from '../window/workspaceFolders.ts';

const title = commandTitles.searchConversations;

/** Searches what was said as it is typed, and opens the conversation at the message that is chosen. */
export const searchConversations: Command = async ({ api, documents, log, windowKind }) => {
  requireHost(windowKind(), title);
  const folders = workspaceFolders().map(({ uri }) => uri.fsPath);
  if (folders.length === 0) throw noFolder();
  const failed = (error: unknown) => void showError(log, 'Searching failed', error);
  const chosen = await searchPick(title, { api, folders, failed });
  if (chosen) await documents.open(chosen.conversation, chosen.message);
};
