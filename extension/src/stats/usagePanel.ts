import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { errorMessage } from '../errors/errorMessage.ts';
import { commandId, commandTitles } from '../text/commandTitles.ts';
import { type Usage, type UsageScope, usageNotice, usagePage } from './usagePage.ts';

interface UsageHost {
  /** @throws UserError when nothing can be read */
  read(scope: UsageScope): Promise<Usage>;
  failed(error: unknown): void;
}

let shown: UsagePanel | undefined;

/** Shows the page of numbers, the one that there is; of the same conversations as before, unless it is said of which. */
export function showUsagePanel(host: UsageHost, scope?: UsageScope): Promise<void> {
  shown ??= new UsagePanel(host, () => {
    shown = undefined;
  });
  return shown.show(scope);
}

/** A page without scripts: its links are commands, and only the one that shows it anew. */
class UsagePanel {
  readonly #host: UsageHost;
  readonly #panel = vscode.window.createWebviewPanel(
    'claudeSessions.usage',
    'Claude usage',
    vscode.ViewColumn.Active,
    {
      enableScripts: false,
      enableForms: false,
      enableCommandUris: [commandId('showUsage')],
      localResourceRoots: [],
      enableFindWidget: true,
    },
  );
  #scope: UsageScope = 'window';
  #reading = 0;

  constructor(host: UsageHost, onClosed: () => void) {
    this.#host = host;
    this.#panel.onDidDispose(() => {
      this.#reading += 1;
      onClosed();
    });
  }

  /** Reads the numbers, and shows them unless others were asked for meanwhile or nobody looks any more. */
  async show(scope = this.#scope): Promise<void> {
    this.#scope = scope;
    this.#panel.reveal();
    const reading = ++this.#reading;
    this.#panel.webview.html = usageNotice('Reading the conversations…', scope, needs());
    try {
      const usage = await this.#host.read(scope);
      if (reading === this.#reading) this.#panel.webview.html = usagePage(usage, needs());
    } catch (error) {
      if (reading !== this.#reading) return;
      const { message } = errorMessage(`${commandTitles.showUsage} failed`, error);
      this.#panel.webview.html = usageNotice(message, scope, needs());
      this.#host.failed(error);
    }
  }
}

function needs(): Parameters<typeof usagePage>[1] {
  const link = (scope: UsageScope) =>
    `command:${commandId('showUsage')}?${encodeURIComponent(JSON.stringify([scope]))}`;
  return { nonce: randomBytes(16).toString('base64url'), link };
}
