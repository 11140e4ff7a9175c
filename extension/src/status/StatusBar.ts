import * as vscode from 'vscode';
import type { Looker } from '../looks/Looker.ts';
import { commandId, commandTitles } from '../text/commandTitles.ts';
import type { WindowKind } from '../window/windowKind.ts';
import type { StatusText } from './statusText.ts';
import { type WindowStatus, windowStatus } from './windowStatus.ts';

const backgrounds: Record<StatusText['tone'], vscode.ThemeColor | undefined> = {
  plain: undefined,
  warning: new vscode.ThemeColor('statusBarItem.warningBackground'),
  error: new vscode.ThemeColor('statusBarItem.errorBackground'),
};

/** The item in the status bar: how the dev container stands that the user is at. */
export class StatusBar {
  readonly #looker: Looker;
  readonly #windowKind: () => WindowKind;
  readonly #item = vscode.window.createStatusBarItem(
    'claudeSessions.status',
    vscode.StatusBarAlignment.Left,
    10,
  );
  readonly #listening: vscode.Disposable[];

  constructor(looker: Looker, windowKind: () => WindowKind) {
    this.#looker = looker;
    this.#windowKind = windowKind;
    this.#item.name = 'Claude Sessions';
    this.#listening = [
      looker.onDidChange(() => this.#update()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#update()),
    ];
    this.#update();
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const status = windowStatus(this.#looker.states, this.#windowKind(), activePath());
    if (!status) {
      this.#item.hide();
      return;
    }
    this.#item.text = status.text;
    this.#item.tooltip = status.tooltip;
    this.#item.backgroundColor = backgrounds[status.tone];
    this.#item.command = commandOf(status);
    this.#item.accessibilityInformation = { label: status.label };
    this.#item.show();
  }
}

function activePath(): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'file' ? uri.fsPath : undefined;
}

function commandOf({ click, configFile }: WindowStatus): vscode.Command {
  switch (click) {
    case 'share':
    case 'troubleshoot':
      return { command: commandId(click), title: commandTitles[click] };
    case 'view':
      return { command: 'claudeSessions.findings.focus', title: 'Show the checks' };
    case 'file': {
      const uri = vscode.Uri.file(configFile);
      return { command: 'vscode.open', title: 'Open devcontainer.json', arguments: [uri] };
    }
    case 'trust':
      return { command: 'workbench.trust.manage', title: 'Manage Workspace Trust' };
  }
}
