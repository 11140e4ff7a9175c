import { startServer } from '@claude-sessions/server/startServer.ts';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeHost } from '../lsp/nodeHost.ts';

/** `lsp`: the language server on stdin and stdout, until the editor ends it; then the process ends, as the protocol says. */
export function lsp(): Promise<never> {
  // stdout is the protocol's: what a library prints must not get between.
  console.log = console.error;
  startServer(createConnection(ProposedFeatures.all, process.stdin, process.stdout), nodeHost(process.env));
  return new Promise(() => {});
}
