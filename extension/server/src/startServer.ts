import { type Connection, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ServerHost } from './contract/serverHost.ts';
import { guarded } from './guard.ts';
import { Service } from './service.ts';

/** Serves devcontainer.json over a connection, until the client ends it. */
export function startServer(connection: Connection, host: ServerHost): void {
  const documents = new TextDocuments(TextDocument);
  const service = new Service(connection, documents, host);
  const log = connection.console;

  connection.onInitialize((params) => service.initialize(params));
  connection.onInitialized(guarded(log, 'asking for file events', undefined, () => service.initialized()));
  connection.onHover(guarded(log, 'hover', null, (params) => service.hover(params)));
  connection.onCompletion(guarded(log, 'completion', [], (params) => service.completion(params)));
  connection.onCodeAction(guarded(log, 'code actions', [], (params) => service.codeActions(params)));
  connection.onCodeActionResolve((action) =>
    guarded(log, 'code action', action, () => service.resolve(action))(),
  );
  connection.onDidChangeWatchedFiles(guarded(log, 'files changed', undefined, () => service.hostChanged()));
  connection.onDidChangeConfiguration(
    guarded(log, 'settings changed', undefined, () => service.hostChanged()),
  );

  documents.onDidOpen(guarded(log, 'opening', undefined, ({ document }) => service.opened(document)));
  documents.onDidChangeContent(
    guarded(log, 'changing', undefined, ({ document }) => service.changed(document)),
  );
  documents.onDidSave(guarded(log, 'saving', undefined, ({ document }) => service.hostChanged(document.uri)));
  documents.onDidClose(guarded(log, 'closing', undefined, ({ document }) => service.closed(document)));

  documents.listen(connection);
  connection.listen();
}
