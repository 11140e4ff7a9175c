import * as vscode from 'vscode';
import type { EditorConversation } from '../../../cli/src/api/types.ts';
import { conversationTitle } from '../conversations/conversationLine.ts';
import { pickConversation } from '../conversations/pickConversation.ts';
import type { Command, Services } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { plainNotice } from '../text/plainText.ts';
import { requireHost } from '../window/requireTrust.ts';
import { resumeInTerminal } from './resumeInTerminal.ts';

const title = commandTitles.branchConversation;

/** Makes a new conversation of one: up to the message at the cursor where it is shown, of all of it elsewhere. */
export const branchConversation: Command = async (services, argument) => {
  requireHost(services.windowKind(), title);
  const conversation = await pickConversation(services, { title }, argument);
  if (!conversation) return;
  const editor = vscode.window.activeTextEditor;
  const isHere = argument === undefined || argument instanceof vscode.Uri;
  const isShown = isHere && services.documents.at(editor?.document.uri)?.key === conversation.key;
  const at = isShown ? services.documents.messageAt(editor) : undefined;
  const name = await vscode.window.showInputBox({
    title,
    prompt:
      at === undefined
        ? 'Title of the new conversation'
        : 'Title of the new conversation, up to the message at the cursor',
    value: `${conversationTitle(conversation)} (fork)`,
  });
  if (name === undefined) return;
  const request = { name, ...(at !== undefined && { at }) };
  const { id } = await (await services.api()).makeBranch(conversation, request);
  await services.conversations.refresh();
  const made = services.conversations.all.find((one) => one.id === id && one.folder === conversation.folder);
  if (made) void tell(services, made);
};

async function tell(services: Services, made: EditorConversation): Promise<void> {
  const [show, goOn] = [commandTitles.showConversation, commandTitles.continueHere];
  const message = plainNotice(`There is a new conversation: ${conversationTitle(made)}`);
  const chosen = await vscode.window.showInformationMessage(message, show, goOn);
  if (chosen === show) await services.documents.open(made);
  if (chosen === goOn) await resumeInTerminal(services, made, goOn, '--host');
}
