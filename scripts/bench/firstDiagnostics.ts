import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

/**
 * Starts a language server on stdio as an editor does, opens a file and waits for what is wrong with it.
 * @param program the server, for Node
 * @param path the devcontainer.json, absolute
 * @throws when the server ends without an answer
 */
export function firstDiagnostics(program: string, args: readonly string[], path: string, text: string) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const uri = pathToFileURL(path).href;
  send({ id: 1, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities: {} } });
  send({ method: 'initialized', params: {} });
  const textDocument = { uri, languageId: 'jsonc', version: 1, text };
  send({ method: 'textDocument/didOpen', params: { textDocument } });
  return new Promise<void>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (!output.includes('textDocument/publishDiagnostics')) return;
      child.kill();
    });
    child.on('close', () => {
      if (output.includes('textDocument/publishDiagnostics')) resolve();
      else reject(new Error(`no diagnostics: ${output}`));
    });
  });
}
