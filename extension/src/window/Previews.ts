import * as vscode from 'vscode';

const scheme = 'claude-sessions-preview';

/** Texts that are shown beside each other and are nowhere on a disk. */
export class Previews implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  #count = 0;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /**
   * Shows how a file is to differ.
   * @param name of the file, by which VS Code knows its language
   * @param onClosed when it is closed, by whoever
   * @returns what closes it
   */
  async show(
    name: string,
    before: string | null,
    after: string | null,
    title: string,
    onClosed: () => void,
  ): Promise<() => Promise<void>> {
    const number = ++this.#count;
    const [old, now] = [this.#add(number, 'before', name, before), this.#add(number, 'after', name, after)];
    await vscode.commands.executeCommand('vscode.diff', old, now, title, { preview: true });
    const listening = vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      if (closed.some((tab) => isDiffOf(tab, now))) onClosed();
    });
    return async () => {
      listening.dispose();
      await this.#close(now, [old, now]);
    };
  }

  dispose(): void {
    this.#registration.dispose();
    this.#texts.clear();
  }

  #add(number: number, side: string, name: string, text: string | null): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${number}/${side}/${name}` });
    this.#texts.set(uri.toString(), text?.replace(/^\uFEFF/, '') ?? '');
    return uri;
  }

  async #close(shown: vscode.Uri, uris: readonly vscode.Uri[]): Promise<void> {
    const tabs = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter((tab) => isDiffOf(tab, shown));
    await vscode.window.tabGroups.close(tabs, true);
    for (const uri of uris) this.#texts.delete(uri.toString());
  }
}

function isDiffOf({ input }: vscode.Tab, modified: vscode.Uri): boolean {
  return input instanceof vscode.TabInputTextDiff && input.modified.toString() === modified.toString();
}
