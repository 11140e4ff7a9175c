import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CodeAction, type Diagnostic, DiagnosticSeverity, type TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { allChecks } from '../../../core/src/checks/allChecks.ts';
import type { HostFacts } from '../../../core/src/findings/facts.ts';
import type { ServerHost } from '../../../extension/server/src/contract/serverHost.ts';
import * as claudeMounts from '../checks/cases/claudeMounts.ts';
import * as configuration from '../checks/cases/configuration.ts';
import * as mountEntries from '../checks/cases/mountEntries.ts';
import * as mountSources from '../checks/cases/mountSources.ts';
import type { Case, Expected } from '../checks/expectFindings.ts';
import { places } from '../checks/facts.ts';
import { quietHost, TestClient, uri } from './TestClient.ts';

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

let client: TestClient;
let facts: HostFacts | undefined;
const host: ServerHost = {
  ...quietHost,
  lookAtHost: async () => facts && { facts, collections: [] },
};

beforeAll(async () => {
  const edits = { workspace: { workspaceEdit: { documentChanges: true } } };
  client = await TestClient.start(host, {
    capabilities: edits,
    initializationOptions: { fixCommand: 'mend' },
  });
});
afterAll(() => client.end());

/** What is shown of a text in the end, when the host has been looked at as well. */
async function shown(text: string, code: string): Promise<Diagnostic[]> {
  const seen = client.published.length;
  await client.open(text);
  // Once for the text alone, once with what was seen of the host.
  await client.until(() => client.published.length >= seen + 2);
  const { diagnostics = [] } = client.published.at(-1) ?? {};
  return diagnostics.filter((each) => each.code === code);
}

async function close(): Promise<void> {
  const seen = client.published.length;
  await client.close();
  await client.until(() => client.published.length > seen);
  expect(client.published.at(-1)).toEqual({ uri, diagnostics: [] });
}

const actionsAt = ({ range }: Diagnostic) =>
  client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range,
    context: { diagnostics: [], only: ['quickfix'] },
  });

const textAt = (document: TextDocument, { range }: Diagnostic) => document.getText(range);

/** A text with a finding between each ‹ and ›, as `expectFindings` takes it, shown and mended over the protocol. */
async function expectShown(code: string, marked: string, expected: Expected): Promise<void> {
  const marks = [...marked.matchAll(/‹([^›]*)›/g)].map(([, inner]) => inner);
  const text = marked.replace(/[‹›]/g, '');
  const document = TextDocument.create(uri, 'jsonc', 1, text);
  const found = await shown(text, code);
  expect(found.map((each) => textAt(document, each))).toEqual(marks);
  for (const each of found) {
    if (expected.severity) expect(each.severity).toBe(severities[expected.severity]);
    expect(each.codeDescription?.href).toMatch(new RegExp(`docs/checks\\.md#${code}$`));
    if (typeof expected.message === 'string') expect(each.message).toContain(expected.message);
    if (expected.fix !== undefined) expect(each.message).toContain(expected.fix);
  }
  const [first] = found;
  const actions = first
    ? (await actionsAt(first)).filter((each) => each.diagnostics?.[0]?.code === code)
    : [];
  if (expected.after !== undefined) {
    const [action] = actions;
    expect(action).toMatchObject({ kind: 'quickfix', isPreferred: true, diagnostics: [first] });
    const [change] = action?.edit?.documentChanges ?? [];
    const edits = change && 'edits' in change ? (change.edits as TextEdit[]) : [];
    expect(TextDocument.applyEdits(document, edits)).toBe(expected.after);
    await close();
    expect(await shown(expected.after, code)).toHaveLength(found.length - 1);
  } else if (expected.action) {
    const request = { uri, code, kind: expected.action };
    expect(actions[0]?.command).toMatchObject({ command: 'mend', arguments: [request] });
  }
  await close();
}

const isShown = ([code]: readonly [code: string, ...rest: unknown[]]) => code !== 'configuration-invalid';
const found: readonly Case[] = [configuration, mountEntries, claudeMounts].flatMap((each) =>
  each.found.filter(isShown),
);
const notFound = [configuration, mountEntries, claudeMounts].flatMap((each) => each.notFound);

describe('a rule, shown in the file', () => {
  it.each(found)('%s: %s', async (code, text, expected) => {
    facts = undefined;
    await expectShown(code, text, expected);
  });

  it.each(notFound)('not %s: %s', async (code, text) => {
    facts = undefined;
    expect(await shown(text, code)).toEqual([]);
    await close();
  });

  it.each(mountSources.found)('%s: %s, by what is on the host', async (code, text, lies, expected) => {
    const env = { HOME: places.home, USERPROFILE: '/x' };
    facts = mountSources.on(lies)(text.replace(/[‹›]/g, '')).host;
    if (code === 'home-and-userprofile') facts = { ...facts, env };
    await expectShown(code, text, expected);
  });

  it.each(mountSources.notFound)('not %s: %s, by what is on the host', async (code, text, lies) => {
    facts = mountSources.on(lies)(text).host;
    expect(await shown(text, code)).toEqual([]);
    await close();
  });
});

/** Said of the file as a whole, and not of a place in it: `places.test.ts` has them. */
const withoutRange = [
  'bypass-as-root',
  'choice-changed',
  'host-not-prepared',
  'prepare-script-missing',
  'prepare-script-changed',
  'prepared-link-elsewhere',
  'prepared-memory-elsewhere',
  'prepared-otherwise',
  'prepared-folder-not-owned',
  'team-file-changed',
];
/** Not shown in the file: said of the host alone, or by the editor's own JSON support, or of no file. */
const elsewhere = [
  'configuration-missing',
  'configuration-invalid',
  'devcontainer-writable',
  'project-moved',
  'workspace-elsewhere',
  'config-dir-elsewhere',
  'transcripts-not-owned',
  'settings-not-copied',
  'imports-not-copied',
  'settings-left-out',
  'marketplace-login',
  'profile-links-not-copied',
  'old-client',
  'conversations-below',
  'hooks-switched-off',
  'cleanup-shortened',
  'keep-not-at-work',
];
/** It takes a container, at which the language server does not look. */
const ofContainer = ['user-in-run-args'];
/** Shown in the file that is named: `namedFiles.test.ts` has it. */
const inNamedFiles = ['named-file-unreadable'];

it('every check of devcontainer.json and of the host is tried, or is known not to be shown', () => {
  const tried = [...found, ...mountSources.found].map(([code]) => code);
  const all = allChecks.filter(({ place }) => place === 'configuration' || place === 'host');
  const known = [
    ...new Set([...tried, ...withoutRange, ...elsewhere, ...ofContainer, ...inNamedFiles]),
  ].sort();
  expect(known).toEqual(all.map(({ code }) => code).sort());
});
