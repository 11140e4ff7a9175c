import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CodeAction, ProtocolConnection, PublishDiagnosticsParams } from 'vscode-languageserver';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { newFolder } from '../harness/place/newFolder.ts';

/** Loaded before the program: whatever starts a process is told on stderr, and fails. */
const noProcess = `
  const processes = require('node:child_process');
  for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) {
    processes[name] = () => {
      process.stderr.write(name);
      throw new Error(name);
    };
  }
  require('node:module').syncBuiltinESMExports();
`;

const program = join(import.meta.dirname, '../../cli/bin/claude-sessions.js');
let home: string;
let server: ChildProcessWithoutNullStreams;
let connection: ProtocolConnection;
let ended: Promise<number | null>;
let errors = '';

beforeAll(() => {
  home = newFolder();
  mkdirSync(join(home, 'app/.devcontainer'), { recursive: true });
  mkdirSync(join(home, 'there'));
  const guard = join(home, 'guard.cjs');
  writeFileSync(guard, noProcess);
  const args = ['--require', guard, program, 'lsp', '--stdio'];
  server = spawn(process.execPath, args, { cwd: home, env: { HOME: home, PATH: '' } });
  ended = new Promise((resolve) => server.on('exit', resolve));
  server.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
});
afterAll(() => {
  server.kill();
  rmSync(home, { recursive: true, force: true });
});

it('serves an editor by the protocol alone, looks at the host, starts nothing, and ends as it is told', async () => {
  const text = JSON.stringify({
    image: 'debian',
    mounts: [
      { type: 'bind', source: `${home}/there`, target: '/there', readonly: true },
      `type=bind,source=${home}/gone,target=/gone`,
    ],
  });
  const path = join(home, 'app/.devcontainer/devcontainer.json');
  writeFileSync(path, text);
  const uri = pathToFileURL(path).href;
  const published: PublishDiagnosticsParams[] = [];
  const complete = new Promise<void>((resolve) => {
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      published.push(params);
      if (params.diagnostics.length === 2) resolve();
    });
  });
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'jsonc', version: 1, text },
  });
  await complete;
  expect(published[0]?.diagnostics.map(({ code }) => code)).toEqual(['object-readonly']);
  const last = published.at(-1);
  expect(last).toMatchObject({ uri, version: 1 });
  expect(last?.diagnostics.map(({ code }) => code)).toEqual(['object-readonly', 'source-missing']);

  const actions = await connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: last?.diagnostics[0]?.range,
    context: { diagnostics: [] },
  });
  expect(actions.map(({ kind }) => kind)).toEqual(['quickfix', 'source.fixAll.claudeSessions']);
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  expect(await ended).toBe(0);
  expect(errors).toBe('');
});
