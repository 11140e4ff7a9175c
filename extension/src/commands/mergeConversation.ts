import * as vscode from 'vscode';
import type { EditorConversation } from '../../../cli/src/api/types.ts';
import { conversationTitle } from '../conversations/conversationLine.ts';
import { pickConversation, pickFromList } from '../conversations/pickConversation.ts';
import { UserError } from '../errors/UserError.ts';
import type { Command, Services } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { plainLine, plainNotice } from '../text/plainText.ts';
import { requireHost } from '../window/requireTrust.ts';

const title = commandTitles.mergeConversation;

/** Adds what was said in a conversation to the end of the one that it was branched from, as one block; or a summary that the user writes. */
export const mergeConversation: Command = async (services, argument) => {
  requireHost(services.windowKind(), title);
  const question = { title, placeholder: 'Which conversation is merged?', may: isHost };
  const fork = await pickConversation(services, question, argument);
  const into = fork && (await pickTarget(services, fork));
  if (!into) return;
  const api = await services.api();
  const draft = await api.draftMerge(fork, into);
  if (draft === undefined) {
    throw new UserError('All of it was merged before.', 'Go on with the branch, and merge again.');
  }
  const chosen = await askWhat(draft);
  if (!chosen) return;
  await api.mergeBranch(fork, into, services.settings(), chosen.summary);
  await services.conversations.refresh();
  const message = `“${conversationTitle(fork)}” was merged into “${conversationTitle(into)}”.`;
  void vscode.window.showInformationMessage(plainNotice(message));
};

function pickTarget(services: Services, fork: EditorConversation): Promise<EditorConversation | undefined> {
  const may = (one: EditorConversation) => isHost(one) && one.id !== fork.id && one.folder === fork.folder;
  const parent = (one: EditorConversation) => one.id === fork.forkedFrom?.id;
  const placeholder = `Into which conversation does “${conversationTitle(fork)}” go?`;
  return pickFromList(services.conversations, { title, placeholder, may, first: parent });
}

const isHost = ({ place }: EditorConversation) => place.kind === 'host';

/** @returns undefined when nothing is to be merged */
async function askWhat(draft: string): Promise<{ summary?: string } | undefined> {
  const said = { label: 'What was said', detail: plainLine(draft.trim(), 200) };
  const own = { label: 'A summary that you write' };
  const placeHolder = 'What comes to the end of it, as one block that is marked?';
  const chosen = await vscode.window.showQuickPick([said, own], { title, placeHolder });
  if (chosen !== own) return chosen && {};
  const summary = await vscode.window.showInputBox({ title, prompt: 'The summary' });
  return summary === undefined || summary.trim() === '' ? undefined : { summary };
}
