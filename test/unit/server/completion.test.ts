import { describe, expect, it } from 'vitest';
import type { CompletionItem, TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { completion } from '../../../extension/server/src/providers/completion.ts';
import type { ProviderInput } from '../../../extension/server/src/providers/providerInput.ts';
import { withCursor } from './cursorFixture.ts';

function offered(marked: string, options: Partial<ProviderInput> = {}): CompletionItem[] {
  const { input, offset } = withCursor(marked, options);
  return completion(input, offset);
}

const labels = (marked: string, options: Partial<ProviderInput> = {}) =>
  offered(marked, options).map(({ label }) => label);

/** The text after the item was accepted whose label has a word in it. */
function accepted(
  marked: string,
  word: string,
  options: Partial<ProviderInput> = { snippets: false },
): string {
  const { input, offset } = withCursor(marked, options);
  const found = completion(input, offset).filter(({ label }) => label.includes(word));
  expect(found.map(({ label }) => label)).toHaveLength(1);
  const [{ textEdit, additionalTextEdits = [] } = {}] = found;
  return TextDocument.applyEdits(input.document, [textEdit as TextEdit, ...additionalTextEdits]);
}

const persist = 'ghcr.io/claude-sessions/features/claude-persist:1';
const sessions = 'ghcr.io/claude-sessions/features/claude-sessions:1';
const profile = 'ghcr.io/claude-sessions/features/claude-profile:1';
const login = 'ghcr.io/claude-sessions/features/claude-login:1';
const home = 'ghcr.io/claude-sessions/features/claude-home:1';

describe('features', () => {
  it.each([
    ['{ "features": { | } }', `{ "features": { "${persist}": {} } }`],
    ['{ "features": { "cl|" } }', `{ "features": { "${persist}": {} } }`],
    ['{ "features": { "cl|au": {} } }', `{ "features": { "${persist}": {} } }`],
    ['{ "features": { "cl|', `{ "features": { "${persist}": {}`],
    ['{ "features": {\n  "cl|\n} }', `{ "features": {\n  "${persist}": {}\n} }`],
    ['{ "features": { claude| } }', `{ "features": { "${persist}": {} } }`],
    ['{ "features": {\n  "|\n  "b": {}\n} }', `{ "features": {\n  "${persist}": {},\n  "b": {}\n} }`],
    ['{ "features": { "a": {} | } }', `{ "features": { "a": {}, "${persist}": {} } }`],
    ['{ "features": { "a": {} // x\n "|" } }', `{ "features": { "a": {}, // x\n "${persist}": {} } }`],
    ['{ "features": { "a": {}"|" } }', `{ "features": { "a": {},"${persist}": {} } }`],
    ['{ "features": { "a": {}, | } }', `{ "features": { "a": {}, "${persist}": {} } }`],
    ['{ "features": { | "a": {} } }', `{ "features": { "${persist}": {}, "a": {} } }`],
    ['{ "features": { "|, "a": {} } }', `{ "features": { "${persist}": {}, "a": {} } }`],
  ])('%j', (marked, expected) => {
    expect(accepted(marked, 'claude-persist')).toBe(expected);
  });

  it.each([
    ['nothing yet', '{ "features": { | } }', [persist, sessions, profile, login, home]],
    ['shared', `{ "features": { "${sessions}": {}, | } }`, [profile, login, home]],
    ['isolated', `{ "features": { "${persist}": {}, | } }`, [login, home]],
    ['with a login', `{ "features": { "${persist}": {}, "${login}": {}, | } }`, [home]],
    ['with all', `{ "features": { "${persist}": {}, "${login}": {}, "${home}": {}, | } }`, []],
    ['Docker Compose', '{ "dockerComposeFile": "x.yml", "features": { | } }', [persist, login, home]],
    ['inside of options', `{ "features": { "${sessions}": { | } } }`, []],
    ['as a value', '{ "features": { "x": | } }', []],
    ['another member', '{ "feature": { | } }', []],
    ['the outermost object', '{ | }', []],
    ['a comment', '{ "features": { // | \n } }', []],
    ['an open comment', '{ "features": { /* |', []],
    ['behind a comment', '{ "features": { /* x */| } }', [persist, sessions, profile, login, home]],
  ])('%s', (_, marked, expected) => {
    expect(labels(marked)).toEqual(expected);
  });

  it('are those of the collection in use', () => {
    expect(labels('{ "features": { | } }', { collections: ['example.com/c'] })[0]).toBe(
      'example.com/c/claude-persist:1',
    );
    expect(labels('{ "features": { "./claude-sessions": {}, | } }')).toEqual([
      './claude-profile',
      './claude-login',
      './claude-home',
    ]);
  });

  it('say what they give the container', () => {
    const [first] = offered('{ "features": { | } }');
    expect(first?.documentation).toMatchObject({ value: expect.stringContaining('It has no options') });
    expect(first).toMatchObject({ insertTextFormat: 1, sortText: '~claude-sessions-0' });
    expect(first?.filterText).toMatch(/^"/);
  });
});

describe('mounts', () => {
  const shared = (rest: string) => `{ "features": { "${sessions}": {} }, ${rest} }`;
  const tasks =
    'type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude/tasks,target=/mnt/claude-host/tasks';

  it.each([
    [shared('"mounts": [ | ]'), shared(`"mounts": [ "${tasks}" ]`)],
    [shared('"mounts": ["|"]'), shared(`"mounts": ["${tasks}"]`)],
    [shared('"mounts": ["ta|'), `${shared(`"mounts": ["${tasks}"`).slice(0, -2)}`],
    [shared('"mounts": ["|]'), shared(`"mounts": ["${tasks}"]`)],
    [shared('"mounts": ["x" "|"]'), shared(`"mounts": ["x", "${tasks}"]`)],
    [shared('"mounts": ["|", "x"]'), shared(`"mounts": ["${tasks}", "x"]`)],
    [shared('"mounts": ["|\n "x"]'), shared(`"mounts": ["${tasks}",\n "x"]`)],
  ])('%j', (marked, expected) => {
    expect(accepted(marked.replace(/"ta\| \}$/, '"ta|'), 'task')).toBe(expected);
  });

  it('what options write, where it is shared, once', () => {
    expect(labels(shared('"mounts": [ | ]'))).toHaveLength(3);
    expect(labels(shared(`"mounts": ["${tasks}", |]`))).toHaveLength(2);
    expect(labels(shared('"dockerComposeFile": "x", "mounts": [ | ]'))).toEqual([]);
    expect(labels(`{ "features": { "${persist}": {} }, "mounts": [ | ] }`)).toEqual([]);
    expect(labels('{ "mounts": | }')).toEqual([]);
    expect(labels('{ "mounts": [[ | ]] }')).toEqual([]);
  });

  it('a volume where nothing of ours keeps the state', () => {
    const text = (home: string) =>
      `"type=volume,source=claude-code-config-\${devcontainerId},target=${home}/.claude"`;
    expect(accepted('{ "remoteUser": "node", "mounts": [|] }', 'volume')).toBe(
      `{ "remoteUser": "node", "mounts": [${text('/home/node')}] }`,
    );
    expect(accepted('{ "remoteUser": "root", "mounts": [|] }', 'volume')).toContain(text('/root'));
    expect(accepted('{ "mounts": [|] }', 'volume')).toContain(text('/home/vscode'));
    const [item] = offered('{ "mounts": [|] }');
    expect(item?.insertTextFormat).toBe(2);
    expect(item?.textEdit?.newText).toBe(
      '"type=volume,source=claude-code-config-\\${devcontainerId\\},target=/home/${1:vscode}/.claude"',
    );
  });

  const home = '${localEnv:HOME}${localEnv:USERPROFILE}/.claude/skills';
  it.each([
    ['["type=bind,source=|"]', 'skills', `["type=bind,source=${home}"]`],
    ['["type=bind,source=~/x|y,target=/z"]', 'skills', `["type=bind,source=${home},target=/z"]`],
    ['["type=bind,source=|', 'skills', `["type=bind,source=${home}`],
    [`["source=${home},target=|"]`, 'skills', `["source=${home},target=/mnt/claude-host/skills"]`],
    ['["type=bind,source=/x,target=/y,|"]', 'readonly', '["type=bind,source=/x,target=/y,readonly"]'],
    ['["type=bind,source=/x,target=/y,re|"]', 'readonly', '["type=bind,source=/x,target=/y,readonly"]'],
  ])('in a string: %s', (marked, word, expected) => {
    expect(accepted(`{ "mounts": ${marked}`, word)).toBe(`{ "mounts": ${expected}`);
  });

  it('in a string: nothing that is there, or would not hold', () => {
    expect(labels('{ "mounts": ["type=bind,readonly,|"] }')).toEqual([]);
    expect(labels('{ "dockerComposeFile": "x", "mounts": ["type=bind,|"] }')).toEqual([]);
    expect(labels('{ "mounts": ["type=|"] }')).toEqual([]);
  });
});

it.each([
  [
    '{ "remoteEnv": { | } }',
    '{ "remoteEnv": { "CLAUDE_CODE_OAUTH_TOKEN": "${localEnv:CLAUDE_CODE_OAUTH_TOKEN}" } }',
  ],
  [
    '{ "containerEnv": { "CLAUDE_CODE_OAUTH_TOKEN": "|" } }',
    '{ "containerEnv": { "CLAUDE_CODE_OAUTH_TOKEN": "${localEnv:CLAUDE_CODE_OAUTH_TOKEN}" } }',
  ],
  ['{ "remoteEnv": { "CLA|": "x" } }', '{ "remoteEnv": { "CLAUDE_CODE_OAUTH_TOKEN": "x" } }'],
])('a token out of the environment: %s', (marked, expected) => {
  expect(accepted(marked, 'CLAUDE_CODE_OAUTH_TOKEN')).toBe(expected);
  expect(offered(marked)[0]?.insertTextFormat).toBe(1);
});

it('the extension', () => {
  const text = (list: string) => `{ "customizations": { "vscode": { "extensions": [${list}] } } }`;
  expect(accepted(text('"a.b", |'), 'claude')).toBe(text('"a.b", "claude-sessions.claude-sessions"'));
  expect(labels(text('"claude-sessions.claude-sessions", |'))).toEqual([]);
});
