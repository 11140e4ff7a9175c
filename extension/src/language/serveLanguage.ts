import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Services } from '../services/Services.ts';
import { commandId, commandTitles } from '../text/commandTitles.ts';
import { isDevcontainerFile } from './devcontainerFile.ts';
import { LanguageServer } from './LanguageServer.ts';

/**
 * Serves devcontainer.json: from when there is one in the window, or one is opened, to the end. The client, with the library that
 * it needs, is a bundle that is loaded then (`languageClient`), and the server a process that it starts (`cli/src/lsp`).
 * `LanguageServer` holds what runs and starts it anew when trust or the collection is another. After each look the server is told
 * to look at the host anew as well.
 * @returns the server, to be stopped
 */
export function serveLanguage(services: Services, subscriptions: vscode.Disposable[]): LanguageServer {
  const { log, looker, nodeFolder } = services;
  const server = new LanguageServer(
    (options) => {
      const { startLanguageClient } = require('./languageClient.js') as typeof import('./languageClient.ts');
      return startLanguageClient({ module: join(nodeFolder, 'server.mjs'), log, options });
    },
    () => {
      const { collection } = services.settings();
      const options = {
        host: services.windowKind() === 'host',
        fixCommand: commandId('fixFinding'),
        commandTitles,
      };
      return collection === undefined ? options : { ...options, collection };
    },
    log,
  );
  const look = () => {
    const isOpen = vscode.workspace.textDocuments.some(isServed);
    if (isOpen || looker.states.length > 0) void server.ensure();
  };
  subscriptions.push(
    looker.onDidChange(() => {
      look();
      // Whatever had it look again (a fix, the user, an engine's event) may have changed what diagnostics are about.
      if (!looker.looking) void server.hostChanged();
    }),
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (isServed(document)) void server.ensure();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void server.update()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('claudeSessions.collection')) void server.update();
    }),
  );
  look();
  return server;
}

function isServed({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === 'file' && isDevcontainerFile(uri.fsPath);
}
