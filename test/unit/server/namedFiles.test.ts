import { afterEach, describe, expect, it } from 'vitest';
import type { DevcontainerDocument } from '../../../core/src/devcontainer/document.ts';
import type { SeenHost, ServerHost } from '../../../extension/server/src/contract/serverHost.ts';
import { hostOf } from '../checks/facts.ts';
import { type Files, read } from '../compose/readFiles.ts';
import { quietHost, TestClient, uri } from './TestClient.ts';

const text = '{ "dockerComposeFile": "../compose.yml", "service": "app" }';
const composeUri = 'file:///home/me/app/compose.yml';
const leak = 'services:\n  app:\n    volumes:\n      - ${HOME}/.claude:/home/dev/.claude\n';

let client: TestClient;
let files: Files;
afterEach(() => client.end());

const host: ServerHost = {
  collections: [],
  after: quietHost.after,
  async lookAtHost(_uri: string, document: DevcontainerDocument): Promise<SeenHost> {
    const names = /"\.\.\/([^"]+)"/.exec(document.text)?.slice(1) ?? [];
    return { facts: hostOf(document.text), collections: [], settings: await read(files, {}, names) };
  },
};

async function start(given: Files, params = {}) {
  files = given;
  client = await TestClient.start(host, params);
  return client;
}

/** What was published last for a file, as `line:character-line:character code`. */
const shownAt = (file: string) =>
  client.published
    .findLast((each) => each.uri === file)
    ?.diagnostics.map(({ code, range: { start, end } }) => {
      return `${start.line}:${start.character}-${end.line}:${end.character} ${code}`;
    });

const whole = ['3:8-3:41 claude-folder-mounted'];

describe('a Compose file that a devcontainer.json names', () => {
  it('has its findings at its own lines, while the devcontainer.json is open', async () => {
    await start({ 'compose.yml': leak });
    await client.open(text);
    await client.until(() => shownAt(composeUri) !== undefined);
    expect(shownAt(composeUri)).toEqual(whole);
    expect(shownAt(uri)).toEqual([]);
    const [first] = client.published.findLast((each) => each.uri === composeUri)?.diagnostics ?? [];
    expect(first?.message).toContain('${HOME}/.claude:/home/dev/.claude');
    await client.close();
    await client.until(() => shownAt(composeUri)?.length === 0);
  });

  it('loses them when it is put right, and when it is named no longer', async () => {
    await start({ 'compose.yml': leak });
    await client.open(text);
    await client.until(() => shownAt(composeUri)?.length === 1);
    files = { 'compose.yml': 'services: {app: {}}' };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.until(() => shownAt(composeUri)?.length === 0);
    files = { 'compose.yml': leak, 'other.yml': 'services: {app: {}}' };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.until(() => shownAt(composeUri)?.length === 1);
    await client.change([{ text: text.replace('compose.yml', 'other.yml') }]);
    await client.until(() => shownAt(composeUri)?.length === 0);
  });

  it('keeps them through an edit elsewhere, and while the text is no JSON', async () => {
    await start({ 'compose.yml': leak });
    await client.open(text);
    await client.until(() => shownAt(composeUri)?.length === 1);
    await client.change([{ text: text.replace(' }', ', "x": }') }]);
    for (let turn = 0; turn < 5; turn++) await client.settled();
    expect(shownAt(composeUri)).toEqual(whole);
  });

  it('shows each once for two devcontainer.json, and loses it with the last of them', async () => {
    await start({ 'compose.yml': leak });
    const second = uri.replace('.devcontainer/', '.devcontainer/two/');
    await client.open(text);
    await client.open(text, second);
    const looked = () => client.published.filter((each) => each.uri === composeUri).length;
    await client.until(() => looked() >= 2);
    expect(shownAt(composeUri)).toEqual(whole);
    const before = looked();
    await client.close();
    await client.until(() => looked() > before);
    expect(shownAt(composeUri)).toEqual(whole);
    await client.close(second);
    await client.until(() => shownAt(composeUri)?.length === 0);
  });

  it('and what cannot be read is shown where it is named', async () => {
    await start({ 'compose.yml': 'services:\n  app:\n    env_file: .env\n' });
    await client.open(text);
    await client.until(() => shownAt(composeUri) !== undefined);
    expect(shownAt(composeUri)).toEqual(['2:14-2:18 named-file-unreadable']);
  });

  it('or at dockerComposeFile, when it is missing itself', async () => {
    await start({});
    await client.open(text);
    await client.until(() => shownAt(uri)?.length === 1);
    expect(shownAt(uri)).toEqual(['0:2-0:21 named-file-unreadable']);
  });

  it('a name with odd characters has a URI', async () => {
    await start({ 'my compose#1.yml': leak });
    await client.open(text.replace('compose.yml', 'my compose#1.yml'));
    await client.until(() => client.published.some((each) => each.diagnostics.length > 0));
    expect(client.published.at(-1)?.uri).toBe('file:///home/me/app/my%20compose%231.yml');
  });

  it('is watched by its name', async () => {
    const registered: unknown[] = [];
    await start(
      { 'compose.yml': leak },
      {
        capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
      },
    );
    client.connection.onRequest('client/registerCapability', (params) => void registered.push(params));
    await client.open(text);
    await client.until(() => shownAt(composeUri) !== undefined);
    expect(JSON.stringify(registered)).toContain('"**/compose.yml"');
  });
});
