import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { ClientOptions } from '../../server/src/contract/serverHost.ts';
import { devcontainerPatterns } from './devcontainerFile.ts';
import type { RunningServer } from './LanguageServer.ts';

interface ServerStart {
  /** The server's bundle, absolute. */
  readonly module: string;
  readonly log: vscode.LogOutputChannel;
  readonly options: ClientOptions;
}

/**
 * Starts the language server and connects VS Code with it. A bundle of its own: it is needed only where there is a
 * devcontainer.json.
 */
export async function startLanguageClient({ module, log, options }: ServerStart): Promise<RunningServer> {
  const run = { module, transport: TransportKind.ipc };
  const client = new LanguageClient(
    'claudeSessions',
    'Claude Sessions',
    { run, debug: run },
    {
      documentSelector: devcontainerPatterns.map((pattern) => ({ scheme: 'file', pattern })),
      initializationOptions: options,
      outputChannel: log,
      diagnosticCollectionName: 'claude-sessions',
      // What goes wrong is told by whoever starts it.
      initializationFailedHandler: () => false,
    },
  );
  await client.start();
  log.debug(`The language server runs for ${vscode.workspace.name ?? 'this window'}`);
  return {
    // The server holds no settings: it takes this to look at the host anew, as it does what other editors send.
    hostChanged: () => client.sendNotification('workspace/didChangeConfiguration', { settings: null }),
    stop: () => client.dispose(),
  };
}
