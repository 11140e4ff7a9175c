import * as vscode from 'vscode';
import type { Api, ConversationHits, EditorConversation } from '../../../cli/src/api/types.ts';
import { Delayed } from '../looks/Delayed.ts';
import { plainLine } from '../text/plainText.ts';
import { conversationWords } from './conversationLine.ts';

/** What was chosen: a conversation, and the message in it, where that is known. */
export interface ChosenHit {
  readonly conversation: EditorConversation;
  readonly message?: string;
}

type Item = vscode.QuickPickItem & { readonly hit: ChosenHit };

interface SearchHost {
  readonly folders: readonly string[];
  api(): Promise<Pick<Api, 'searchFolders' | 'newSearchMemory'>>;
  failed(error: unknown): void;
}

/** Of more nobody reads on; who does writes another word. */
const mostConversations = 50;
/** What is found is drawn together. */
const drawWait = 100;
const shortest = 2;

/** Asks for words and shows what has them as it is found; each keystroke ends the search before. @returns undefined when none is chosen */
export function searchPick(title: string, host: SearchHost): Promise<ChosenHit | undefined> {
  const input = vscode.window.createQuickPick<Item>();
  input.title = title;
  input.placeholder = 'Words that were said, all of them in one message; "a phrase" in quotes';
  input.matchOnDescription = false;
  input.keepScrollPosition = true;
  const search = new Search(input, host);
  return new Promise((resolve) => {
    input.onDidChangeValue((words) => search.begin(words));
    input.onDidAccept(() => {
      const [chosen] = input.selectedItems;
      if (!chosen) return;
      resolve(chosen.hit);
      input.hide();
    });
    input.onDidHide(() => {
      search.dispose();
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}

class Search {
  readonly #input: vscode.QuickPick<Item>;
  readonly #host: SearchHost;
  readonly #draw = new Delayed(drawWait, () => this.#show());
  #controller = new AbortController();
  #memory: ReturnType<Api['newSearchMemory']> | undefined;
  #items: Item[] = [];

  constructor(input: vscode.QuickPick<Item>, host: SearchHost) {
    this.#input = input;
    this.#host = host;
  }

  begin(words: string): void {
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#items = [];
    const isWanted = words.trim().length >= shortest;
    this.#input.busy = isWanted;
    // What was found for other words stays until there is something for these: a list that comes and goes cannot be read.
    if (isWanted) void this.#run(words, this.#controller.signal);
    else this.#show();
  }

  dispose(): void {
    this.#controller.abort();
    this.#draw.dispose();
  }

  async #run(words: string, signal: AbortSignal): Promise<void> {
    try {
      const api = await this.#host.api();
      this.#memory ??= api.newSearchMemory();
      await api.searchFolders(this.#host.folders, words, {
        signal,
        memory: this.#memory,
        limit: mostConversations,
        onHit: (found) => {
          if (signal.aborted) return;
          this.#items.push(...itemsOf(found, this.#host.folders.length > 1));
          this.#draw.request();
        },
      });
    } catch (error) {
      if (!signal.aborted) this.#host.failed(error);
    }
    if (signal.aborted) return;
    this.#input.busy = false;
    this.#show();
  }

  #show(): void {
    this.#draw.dispose();
    this.#input.items = this.#items;
  }
}

function itemsOf({ conversation, hits }: ConversationHits, withFolder: boolean): Item[] {
  const { label, description } = conversationWords(conversation, Date.now(), withFolder);
  return hits.map(({ text, message }) => ({
    label,
    description,
    detail: plainLine(text),
    // It has the words, whether VS Code finds them in what is shown of it or not.
    alwaysShow: true,
    hit: { conversation, ...(message !== undefined && { message }) },
  }));
}
