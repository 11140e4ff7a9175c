import * as vscode from 'vscode';
import type { Api, ConversationText, EditorConversation } from '../../../cli/src/api/types.ts';
import type { ConversationList } from './ConversationList.ts';
import { conversationTitle } from './conversationLine.ts';

export const conversationScheme = 'claude-sessions-conversation';

interface Shown {
  readonly conversation: EditorConversation;
  /** Where each message begins, in order. */
  readonly messages: ConversationText['messages'];
}

/**
 * Conversations as documents that can only be read and are nowhere on a disk; made anew when the conversation has gone on. They are
 * text: nothing of them is drawn as Markdown unless the user asks for its preview.
 */
export class ConversationDocuments implements vscode.TextDocumentContentProvider {
  readonly #list: ConversationList;
  readonly #host: { api(): Promise<Pick<Api, 'conversationText'>> };
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #listening: vscode.Disposable[];
  /** By URI, as long as they are open. */
  readonly #shown = new Map<string, Shown>();

  readonly onDidChange = this.#changed.event;

  constructor(list: ConversationList, host: { api(): Promise<Pick<Api, 'conversationText'>> }) {
    this.#list = list;
    this.#host = host;
    this.#listening = [
      vscode.workspace.registerTextDocumentContentProvider(conversationScheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#shown.delete(uri.toString())),
      list.onDidChange(() => this.#update()),
      this.#changed,
    ];
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const conversation = await this.#conversationAt(uri);
    if (!conversation) return 'This conversation is not there any more.\n';
    const api = await this.#host.api();
    const { text, messages } = await api.conversationText(conversation, this.#list.all);
    this.#shown.set(uri.toString(), { conversation, messages });
    return text;
  }

  /** Shows one, with the focus, at a message or else at its end. */
  async open(conversation: EditorConversation, message?: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uriOf(conversation));
    const editor = await vscode.window.showTextDocument(document, { preview: true });
    const at = this.#shown.get(document.uri.toString())?.messages.find(({ id }) => id === message);
    const line = at?.line ?? document.lineCount - 1;
    editor.selection = new vscode.Selection(line, 0, line, 0);
    const { AtTop, Default } = vscode.TextEditorRevealType;
    editor.revealRange(editor.selection, at ? AtTop : Default);
  }

  /** The message at the cursor of an editor that shows a conversation. */
  messageAt(editor: vscode.TextEditor | undefined): string | undefined {
    if (!editor) return undefined;
    const shown = this.#shown.get(editor.document.uri.toString());
    return shown?.messages.findLast(({ line }) => line <= editor.selection.active.line)?.id;
  }

  /** The conversation that a document shows. */
  at(uri: vscode.Uri | undefined): EditorConversation | undefined {
    return uri && this.#shown.get(uri.toString())?.conversation;
  }

  dispose(): void {
    for (const one of this.#listening) one.dispose();
  }

  /** One that a window opened again, before anything was listed. */
  async #conversationAt(uri: vscode.Uri): Promise<EditorConversation | undefined> {
    if (!this.#list.isListed) await this.#list.refresh();
    return this.#list.all.find((one) => uri.query === queryOf(one));
  }

  #update(): void {
    for (const [address, { conversation }] of this.#shown) {
      const now = this.#list.all.find((one) => queryOf(one) === queryOf(conversation));
      if (now && (now.changedAt !== conversation.changedAt || now.size !== conversation.size))
        this.#changed.fire(vscode.Uri.parse(address));
    }
  }
}

function uriOf(conversation: EditorConversation): vscode.Uri {
  const name = conversationTitle(conversation).replace(/[\\/]/g, ' ').slice(0, 60).trim();
  return vscode.Uri.from({
    scheme: conversationScheme,
    path: `/${name}.md`,
    query: queryOf(conversation),
  });
}

function queryOf({ folder, key }: Pick<EditorConversation, 'folder' | 'key'>): string {
  return JSON.stringify([folder, key]);
}
