import { describe, expect, it } from 'vitest';
import type { DevcontainerDocument } from '../../../core/src/devcontainer/document.ts';
import type { HostFacts } from '../../../core/src/findings/facts.ts';
import type { SeenHost, ServerHost } from '../../../extension/server/src/contract/serverHost.ts';
import { hostOf, missing } from '../checks/facts.ts';
import { quietHost, TestClient, uri } from './TestClient.ts';

const gone = '"type=bind,source=/gone,target=/gone"';
const here = '"type=bind,source=/here,target=/here"';
const text = `{ "mounts": [${here}, ${gone}] }`;
/** Where the mount that is gone is shown. */
const shownIn = (source: string) => [`source-missing ${source.indexOf(gone)}`];
const factsOf = (source: string) => hostOf(source, { '/gone': missing('/gone') });

/** A host whose looks are answered by hand. */
class HeldHost implements ServerHost {
  readonly collections = [];
  readonly after = quietHost.after;
  readonly asked: {
    document: DevcontainerDocument;
    answer: (facts?: HostFacts) => void;
    fail: () => void;
  }[] = [];

  lookAtHost(_uri: string, document: DevcontainerDocument): Promise<SeenHost | undefined> {
    return new Promise((resolve, reject) => {
      const answer = (facts?: HostFacts) => resolve(facts && { facts, collections: [] });
      this.asked.push({ document, answer, fail: () => reject(new Error('the disk is gone')) });
    });
  }
}

/** Turns of the event loop, enough for everything that is due at once. */
async function turns(client: TestClient): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await client.settled();
    await new Promise(setImmediate);
  }
}

const codes = (client: TestClient) =>
  client.published.at(-1)?.diagnostics.map(({ code, range }) => `${code} ${range.start.character}`);

async function opened(source = text): Promise<{ client: TestClient; host: HeldHost }> {
  const host = new HeldHost();
  const client = await TestClient.start(host);
  await client.diagnose(source);
  await turns(client);
  return { client, host };
}

const insert = (character: number, inserted: string) => {
  const position = { line: 0, character };
  return [{ range: { start: position, end: position }, text: inserted }];
};

describe('what is published', () => {
  it('is of the text at once, and of the host when it was looked at', async () => {
    const { client, host } = await opened();
    expect(client.published).toMatchObject([{ version: 1, diagnostics: [] }]);
    host.asked[0]?.answer(factsOf(text));
    await turns(client);
    expect(client.published).toHaveLength(2);
    expect(codes(client)).toEqual(shownIn(text));
  });

  it('follows a mount that moves in the list, without another look', async () => {
    const { client, host } = await opened();
    host.asked[0]?.answer(factsOf(text));
    await turns(client);
    const other = '"source=v,target=/v", ';
    const version = await client.change(insert(13, other));
    await turns(client);
    expect(client.published.at(-1)?.version).toBe(version);
    expect(codes(client)).toEqual(shownIn(text.replace('[', `[${other}`)));
    expect(host.asked).toHaveLength(1);
  });

  it('says nothing of a source that was not looked at yet, and keeps what it knows of the others', async () => {
    const { client, host } = await opened();
    host.asked[0]?.answer(factsOf(text));
    await turns(client);
    const other = '"type=bind,source=/new,target=/new", ';
    await client.change(insert(13, other));
    await turns(client);
    expect(codes(client)).toEqual(shownIn(text.replace('[', `[${other}`)));
    expect(host.asked).toHaveLength(2);
  });

  it('never takes what was seen for one text for another', async () => {
    const { client, host } = await opened();
    // While the host is looked at, the list is turned round.
    await client.change([{ text: `{ "mounts": [${gone}, ${here}] }` }]);
    host.asked[0]?.answer(factsOf(text));
    await turns(client);
    expect(codes(client)).toEqual(['source-missing 13']);
  });

  it('never has two looks under way for one file; what changes meanwhile is looked at after it', async () => {
    const { client, host } = await opened();
    for (const name of ['a', 'b', 'c']) {
      await client.change(insert(13, `"type=bind,source=/${name},target=/${name}", `));
      await turns(client);
    }
    expect(host.asked).toHaveLength(1);
    host.asked[0]?.answer(factsOf(text));
    await turns(client);
    expect(host.asked).toHaveLength(2);
    expect(host.asked[1]?.document.text).toContain('/c,');
  });

  it('is without the host where another mode makes other places matter', async () => {
    const { client, host } = await opened();
    host.asked[0]?.answer(factsOf(text));
    await turns(client);
    const persist = '"features": { "ghcr.io/claude-sessions/features/claude-persist:1": {} }, ';
    await client.change(insert(2, persist));
    await turns(client);
    expect(codes(client)).toEqual([]);
    host.asked[1]?.answer(factsOf(`{ ${persist}${text.slice(2)}`));
    await turns(client);
    expect(codes(client)).toEqual(shownIn(`{ ${persist}${text.slice(2)}`));
  });

  it('is of the last version only, where several arrive together', async () => {
    const client = await TestClient.start();
    await client.diagnose(text);
    const seen = client.published.length;
    const changes = ['1', '2', '3'].map((each) => client.change(insert(1, ` /* ${each} */`)));
    const versions = await Promise.all(changes);
    await turns(client);
    expect(client.published.at(-1)?.version).toBe(versions.at(-1));
    expect(client.published.length - seen).toBeLessThanOrEqual(3);
  });

  it.each([
    ['a watched file changes', 'workspace/didChangeWatchedFiles', { changes: [] }],
    ['it is saved', 'textDocument/didSave', { textDocument: { uri } }],
    ['a setting changes', 'workspace/didChangeConfiguration', { settings: null }],
  ])('is worked out anew when %s', async (_, method, params) => {
    const { client, host } = await opened();
    host.asked[0]?.answer(factsOf(text));
    await turns(client);
    await client.connection.sendNotification(method, params);
    await turns(client);
    host.asked[1]?.answer(hostOf(text));
    await turns(client);
    expect(codes(client)).toEqual([]);
  });

  it('goes when the file is closed, and nothing comes after', async () => {
    const { client, host } = await opened();
    await client.close();
    await turns(client);
    host.asked[0]?.answer(factsOf(text));
    await turns(client);
    expect(client.published.at(-1)).toEqual({ uri, diagnostics: [] });
    expect(client.published).toHaveLength(2);
  });

  it('goes on when a look fails, which the client is told of', async () => {
    const { client, host } = await opened();
    host.asked[0]?.fail();
    await turns(client);
    expect(client.log.join()).toContain('the disk is gone');
    await client.change([{ text: '{ "mounts": [{ "source": "v", "target": "/v", "readonly": true }] }' }]);
    await turns(client);
    expect(codes(client)).toEqual(['object-readonly 13']);
  });

  it('never looks at the host where the client says no', async () => {
    const host = new HeldHost();
    const client = await TestClient.start(host, { initializationOptions: { host: false } });
    await client.diagnose(text);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [] });
    await turns(client);
    expect(host.asked).toEqual([]);
  });
});

describe('which files are served', () => {
  const faulty = '{ "mounts": [{ "source": "v", "target": "/v", "readonly": true }] }';
  it.each([
    ['/a/.devcontainer/devcontainer.json', 1],
    ['/a/.devcontainer.json', 1],
    ['/a/.devcontainer/python/devcontainer.json', 1],
    ['/a%20b/%2Edevcontainer/devcontainer.json', 1],
    ['/c%3A/a/.devcontainer.json', 1],
    ['/a/devcontainer.json', 0],
    ['/a/.devcontainer/x/y/devcontainer.json', 0],
    ['/a/.devcontainer/devcontainer.jsonc', 0],
    ['/a/my.devcontainer.json', 0],
    ['/a/%/.devcontainer.json', 0],
    ['/a/package.json', 0],
  ])('file://%s: %i', async (path, count) => {
    const client = await TestClient.start();
    await client.open(faulty, `file://${path}`);
    await turns(client);
    expect(client.published.map(({ diagnostics }) => diagnostics.length)).toEqual(count === 1 ? [1] : []);
    expect(client.log).toEqual([]);
  });

  it('nothing but files: what an editor shows beside one is not served', async () => {
    const client = await TestClient.start();
    await client.open(faulty, 'git:/a/.devcontainer/devcontainer.json?HEAD');
    await client.open(faulty, 'untitled:/a/.devcontainer.json');
    await turns(client);
    expect(client.published).toEqual([]);
  });

  it('a byte order mark that a client passes on moves nothing', async () => {
    const client = await TestClient.start();
    const [first] = await client.diagnose(`\uFEFF${faulty}`);
    expect(first?.range.start).toEqual({ line: 0, character: 14 });
  });
});
