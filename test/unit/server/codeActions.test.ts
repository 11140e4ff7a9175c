import { describe, expect, it } from 'vitest';
import type { CodeAction, InitializeParams, TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { hostOf } from '../checks/facts.ts';
import { quietHost, TestClient, uri } from './TestClient.ts';

const object = '{ "source": "v", "target": "/v", "readonly": true }';
const ofHome = '"type=bind,source=${localEnv:HOME}/x,target=/x,readonly=1"';
const text = `{\r\n  // mounts\r\n  "mounts": [\r\n    ${object}, // one\r\n    "source=a,target=/a",\r\n    ${ofHome}\r\n  ],\r\n  "image": "x"\r\n}\r\n`;
const mended = text
  .replace(object, '"type=volume,source=v,target=/v,readonly"')
  .replace(ofHome, '"type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/x,target=/x,readonly"');

type Capabilities = InitializeParams['capabilities'];
const versioned: Capabilities = { workspace: { workspaceEdit: { documentChanges: true } } };
const resolving: Capabilities = {
  ...versioned,
  textDocument: { codeAction: { dataSupport: true, resolveSupport: { properties: ['edit'] } } },
};

async function open(source: string, capabilities: Capabilities = versioned, options?: object) {
  const client = await TestClient.start(undefined, { capabilities, initializationOptions: options });
  await client.diagnose(source);
  return client;
}

/** The actions at `|`; or at the whole text. */
function actions(client: TestClient, source: string, only?: string[], at = source.indexOf('|')) {
  const document = TextDocument.create(uri, 'jsonc', 1, source);
  const [start, end] = at < 0 ? [0, source.length] : [at, at];
  return client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: document.positionAt(start), end: document.positionAt(end) },
    context: { diagnostics: [], ...(only && { only }) },
  });
}

function editsOf(action: CodeAction | undefined): TextEdit[] {
  const [change] = action?.edit?.documentChanges ?? [];
  return change && 'edits' in change ? (change.edits as TextEdit[]) : [];
}

const applied = (source: string, action: CodeAction | undefined) =>
  TextDocument.applyEdits(TextDocument.create(uri, 'jsonc', 1, source), editsOf(action));

describe('quick fixes', () => {
  it('are those of the findings at the cursor, and change no more than they have to', async () => {
    const client = await open(text);
    const [action, ...rest] = await actions(client, text, ['quickfix'], text.indexOf('"source": "v"'));
    expect(rest).toEqual([]);
    expect(action).toMatchObject({ kind: 'quickfix', isPreferred: true });
    expect(editsOf(action)).toHaveLength(1);
    expect(editsOf(action)[0]?.range).toMatchObject({ start: { line: 3 }, end: { line: 3 } });
    expect(applied(text, action)).toBe(text.replace(object, '"type=volume,source=v,target=/v,readonly"'));
  });

  it('are none in a file that is made of another: no edit stays there', async () => {
    const lookAtHost = async () => ({ facts: hostOf(text), collections: [], isMade: true });
    const client = await TestClient.start({ ...quietHost, lookAtHost }, { capabilities: versioned });
    await client.diagnose(text);
    await expect.poll(() => actions(client, text)).toEqual([]);
    expect(client.published.at(-1)?.diagnostics.map(({ code }) => code)).toContain('object-readonly');
  });

  it('are none beside a finding', async () => {
    const client = await open(text);
    expect(await actions(client, text, ['quickfix'], text.indexOf('"source=a'))).toEqual([]);
  });

  it('are those of the text as it is now, and name its version', async () => {
    const client = await open(text);
    const version = await client.change([{ text: `\n\n${text}` }]);
    const [action] = await actions(client, `\n\n${text}`, ['quickfix']);
    expect(action?.edit?.documentChanges).toMatchObject([{ textDocument: { uri, version } }]);
    expect(applied(`\n\n${text}`, action)).toContain('"type=volume,source=v,target=/v,readonly"');
  });

  it('are plain changes where the client knows no versions', async () => {
    const client = await open(text, {});
    const [action] = await actions(client, text, ['quickfix']);
    const edits = action?.edit?.changes?.[uri] ?? [];
    const document = TextDocument.create(uri, 'jsonc', 1, text);
    expect(TextDocument.applyEdits(document, edits)).toContain('target=/v,readonly"');
    expect(action?.edit).not.toHaveProperty('documentChanges');
  });

  it('by a command only where the client has one', async () => {
    const both = `{ "features": { "ghcr.io/claude-sessions/features/claude-sessions:1": {} } }`;
    expect(await actions(await open(both), both)).toEqual([]);
    const [action] = await actions(await open(both, versioned, { fixCommand: 'mend' }), both);
    expect(action?.command).toMatchObject({
      command: 'mend',
      arguments: [{ uri, code: 'no-prepare-command', kind: 'applyMode' }],
    });
  });

  it('at a mount that should go are sharing instead, with a command for it, and taking it out', async () => {
    const whole =
      '{ "image": "x", "mounts": [{ "source": "${localEnv:HOME}/.claude", "target": "/root/.claude", "type": "bind", "readonly": true }] }';
    const titles = (found: readonly CodeAction[]) => found.map(({ title }) => title);
    const alone = await actions(await open(whole), whole, ['quickfix']);
    expect(titles(alone)).toEqual(['Remove this mount']);
    expect(applied(whole, alone[0])).toBe('{ "image": "x" }');
    const offered = await actions(await open(whole, versioned, { fixCommand: 'mend' }), whole, ['quickfix']);
    expect(titles(offered)).toEqual(['Share Claude sessions instead', 'Remove this mount']);
    expect(offered[0]?.command?.arguments).toEqual([{ uri, code: 'claude-folder-mounted', kind: 'share' }]);
    expect(offered.filter(({ isPreferred }) => isPreferred)).toEqual([]);
    // Nothing that the user has to choose is in what fixes everything.
    expect(await actions(await open(whole), whole, ['source.fixAll.claudeSessions'])).toEqual([]);
  });

  it.each([
    ['sharing', 'claude-sessions'],
    ['isolation', 'claude-persist'],
  ])('say for %s that it is written again', async (mode, base) => {
    const features = [base, 'claude-profile'].map((id) => `"ghcr.io/claude-sessions/features/${id}:1": {}`);
    const composed = `{ "dockerComposeFile": "c.yml", "service": "app", "features": { ${features} } }`;
    const client = await open(composed, versioned, { fixCommand: 'mend' });
    const [action] = await actions(client, composed, ['quickfix'], composed.indexOf(features.at(-1) ?? ''));
    expect(action?.title).toBe(`Write the ${mode} set-up again`);
  });

  it('are none in a text that is broken', async () => {
    const broken = `{ "mounts": [${object}], }}`;
    const client = await open(broken);
    expect(client.published.at(-1)?.diagnostics).toHaveLength(1);
    expect(await actions(client, broken)).toEqual([]);
  });
});

describe('fix all', () => {
  const kind = 'source.fixAll.claudeSessions';

  it('makes all edits, those as well that touch each other', async () => {
    const client = await open(text);
    const [action, ...rest] = await actions(client, text, ['source.fixAll']);
    expect(rest).toEqual([]);
    expect(action?.kind).toBe(kind);
    expect(applied(text, action)).toBe(mended);
    // Each line is changed by itself: what is between stays.
    expect(editsOf(action).length).toBeGreaterThan(1);
  });

  it.each([[['source']], [['source.fixAll']], [[kind]], [undefined]])('is offered for %j', async (only) => {
    const kinds = (await actions(await open(text), text, only)).map((each) => each.kind);
    expect(kinds.filter((each) => each === kind)).toHaveLength(1);
    expect(kinds.includes('quickfix')).toBe(only === undefined);
  });

  it.each([[['quickfix']], [['refactor']], [['source.organizeImports']], [['source.fixAll.eslint']]])(
    'is not offered for %j',
    async (only) => {
      const kinds = (await actions(await open(text), text, only)).map((each) => each.kind);
      expect(kinds).not.toContain(kind);
    },
  );

  it('is not offered where there is nothing to fix', async () => {
    expect(await actions(await open(mended), mended)).toEqual([]);
  });

  it('is worked out when it is chosen, by a client that asks then', async () => {
    const client = await open(text, resolving);
    const [offered] = await actions(client, text, [kind]);
    expect(offered).not.toHaveProperty('edit');
    const action = await client.connection.sendRequest<CodeAction>('codeAction/resolve', offered);
    expect(applied(text, action)).toBe(mended);
  });

  it('does nothing for a file that was closed meanwhile', async () => {
    const client = await open(text, resolving);
    const [offered] = await actions(client, text, [kind]);
    await client.close();
    expect(await client.connection.sendRequest('codeAction/resolve', offered)).toEqual(offered);
  });
});
