import * as vscode from 'vscode';
import type { EditorConversation } from '../../../cli/src/api/types.ts';
import { UserError } from '../errors/UserError.ts';
import { noFolder } from '../projects/pickProject.ts';
import { workspaceFolders } from '../window/workspaceFolders.ts';
import type { ConversationDocuments } from './ConversationDocuments.ts';
import type { ConversationList } from './ConversationList.ts';
import { conversationWords } from './conversationLine.ts';

interface Conversations {
  readonly conversations: ConversationList;
  readonly documents: ConversationDocuments;
}

interface Question {
  readonly title: string;
  readonly placeholder?: string;
  /** Which it may be. */
  may?(conversation: EditorConversation): boolean;
  /** Which come before the others. */
  first?(conversation: EditorConversation): boolean;
}

/**
 * The conversation that a command is about: the one that is named, else the one that the user picks.
 * @returns undefined when the user picks none
 * @throws UserError when there is none
 */
export async function pickConversation(
  services: Conversations,
  question: Question,
  argument?: unknown,
): Promise<EditorConversation | undefined> {
  return namedConversation(services, argument) ?? pickFromList(services.conversations, question);
}

/** @throws UserError when there is none */
export async function pickFromList(
  list: ConversationList,
  { title, placeholder = 'Which conversation?', may = () => true, first = () => false }: Question,
): Promise<EditorConversation | undefined> {
  if (workspaceFolders().length === 0) throw noFolder();
  await list.refresh();
  const all = list.all.filter((one) => !one.isRemnant && may(one));
  if (all.length === 0) {
    throw new UserError(
      'There is no conversation of this project.',
      'Claude Code writes one when it runs in this folder.',
    );
  }
  const inOrder = [...all.filter(first), ...all.filter((one) => !first(one))];
  const now = Date.now();
  const withFolder = new Set(all.map(({ folder }) => folder)).size > 1;
  const items = inOrder.map((conversation) => {
    const { label, description } = conversationWords(conversation, now, withFolder);
    return { label, description, conversation };
  });
  const options = { title, placeHolder: placeholder, matchOnDescription: true };
  return (await vscode.window.showQuickPick(items, options))?.conversation;
}

/**
 * The conversation that a command is called for: by a line of the tree or its conversation, by a document; without an argument that
 * which is shown. Only what was listed counts.
 */
export function namedConversation(
  { conversations, documents }: Conversations,
  argument: unknown,
): EditorConversation | undefined {
  if (argument === undefined) return documents.at(vscode.window.activeTextEditor?.document.uri);
  if (typeof argument !== 'object' || argument === null) return undefined;
  if (argument instanceof vscode.Uri) return documents.at(argument);
  if ('conversation' in argument)
    return namedConversation({ conversations, documents }, argument.conversation ?? null);
  if (!('key' in argument && 'folder' in argument)) return undefined;
  return conversations.all.find(({ key, folder }) => key === argument.key && folder === argument.folder);
}
