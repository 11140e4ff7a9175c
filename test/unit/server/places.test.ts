import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { allChecks } from '../../../core/src/checks/allChecks.ts';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';
import { configurationFacts } from '../../../core/src/findings/configurationFacts.ts';
import type { HostFacts } from '../../../core/src/findings/facts.ts';
import { defaultShareOptions } from '../../../core/src/share/options.ts';
import { readClient } from '../../../extension/server/src/contract/client.ts';
import { checkText } from '../../../extension/server/src/file/checkText.ts';
import type { CheckedText } from '../../../extension/server/src/file/OpenFile.ts';
import { diagnostics } from '../../../extension/server/src/providers/diagnostics.ts';
import { directory, healthyHost, linkTo, missing, places } from '../checks/facts.ts';
import { apply } from '../support/document.ts';
import { uri } from './TestClient.ts';

const shared = apply('{\n  "name": "app",\n  "image": "debian"\n}\n', 'share');
const { prepared } = places;

function readingOf(text: string, host?: HostFacts): CheckedText {
  const document = TextDocument.create(uri, 'jsonc', 1, text);
  const configuration = configurationFacts('.devcontainer/devcontainer.json', parseDocument(text), []);
  return {
    document,
    configuration: { ...configuration, document: parseDocument(text) },
    host,
    ...checkText(configuration, host),
  };
}

/** What is shown of a text: code and the text that it stands at. */
function shownAt(text: string, host?: HostFacts): string[] {
  const reading = readingOf(text, host);
  const { document } = reading;
  return diagnostics(reading, readClient({})).map(({ code, range }) => `${code} ${document.getText(range)}`);
}

const hostWith = (changes: Partial<HostFacts>) => healthyHost({ scripts: 'current', ...changes });
const feature = '"ghcr.io/claude-sessions/features/claude-sessions:1"';
const healthy = healthyHost().prepared;

it('stands in the file unless its check says that nothing there is the matter', () => {
  const elsewhere = allChecks.filter(({ anchor }) => anchor === 'elsewhere').map(({ code }) => code);
  expect(elsewhere).toEqual([
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
    'project-folder-replaced',
  ]);
});

it.each<[unknown, string]>([
  [undefined, 'Run `claude-sessions prepare`.'],
  [{ prepare: 'Prepare host folders' }, 'Run “Prepare host folders”.'],
  [{ prepare: 1, constructor: 'x' }, 'Run `claude-sessions prepare`.'],
  [{ prepare: '' }, 'Run `claude-sessions prepare`.'],
  ['prepare', 'Run `claude-sessions prepare`.'],
])('advice names a command as the client does: %j', (commandTitles, words) => {
  const reading = readingOf(shared, hostWith({ prepared: { ...healthy, folder: missing(prepared) } }));
  const client = readClient({ initializationOptions: { commandTitles } });
  expect(diagnostics(reading, client).map(({ message }) => message)).toEqual([
    expect.stringContaining(words),
  ]);
});

describe('a finding that says no place itself', () => {
  it.each<[string, string, Partial<HostFacts>]>([
    ['host-not-prepared', feature, { prepared: { ...healthy, folder: missing(prepared) } }],
    [
      'prepared-folder-not-owned',
      feature,
      { prepared: { ...healthy, folder: { ...directory(prepared), uid: 0 } } },
    ],
    [
      'prepared-link-elsewhere',
      feature,
      { prepared: { ...healthy, project: linkTo(`${prepared}/project`, '/else') } },
    ],
    ['prepare-script-missing', '"claude-sessions"', { scripts: 'missing' }],
    ['prepare-script-changed', '"claude-sessions"', { scripts: 'changed' }],
    ['team-file-changed', '"name"', { teamChanged: true }],
    [
      'choice-changed',
      feature,
      {
        chosen: {
          mode: 'isolate',
          options: { ...defaultShareOptions, profile: false },
        },
      },
    ],
  ])('%s stands at %s', (code, at, changes) => {
    expect(shownAt(shared, hostWith({}))).toEqual([]);
    expect(shownAt(shared, hostWith(changes)).filter((each) => each.startsWith(code))).toEqual([
      `${code} ${at}`,
    ]);
  });

  it('at initializeCommand itself, where ours is all of it', () => {
    const command = '"sh .devcontainer/claude-sessions-prepare.sh ${devcontainerId}"';
    const alone = `{ "features": { ${feature}: {} }, "initializeCommand": ${command} }`;
    expect(shownAt(alone, hostWith({ scripts: 'missing' }))).toEqual([
      'prepare-script-missing "initializeCommand"',
    ]);
  });

  it('at the brace of an object that has nothing in it', () => {
    expect(shownAt(' {}', hostWith({ teamChanged: true }))).toEqual(['team-file-changed {']);
  });

  it.each<[string, Partial<HostFacts>]>([
    ['settings-left-out', { settings: { leftOut: ['env.KEY'], notCopied: [], commands: [] } }],
    ['settings-not-copied', { settings: { leftOut: [], notCopied: ['hooks'], commands: [] } }],
    ['transcripts-not-owned', { foreignTranscripts: ['/x.jsonl'] }],
    ['config-dir-elsewhere', { keepsTo: '/data/claude' }],
    ['imports-not-copied', { imports: { notCopied: ['~/a.md'], leftOut: [] } }],
    ['profile-links-not-copied', { linksNotCopied: ['skills/a: it leads out of your home'] }],
    [
      'project-moved',
      { formerPlaces: [{ folder: '/old', name: '/old', knownBy: 'folder', conversations: 1 }] },
    ],
    ['workspace-elsewhere', { mountedInstead: '/home/me/.ssh' }],
    ['old-client', { clientVersions: ['2.1.100', '2.1.332'] }],
  ])('%s is said of the host, not of the file', (_, changes) => {
    expect(shownAt(shared, hostWith(changes))).toEqual([]);
  });
});

describe('what the editor’s own JSON support says', () => {
  it.each([
    '{ "image": "a" "b": 1 }',
    '{ "image": "a", "image": "b" }',
    '{ "mounts": "x" }',
    '',
    '[]',
    '{ "image": ',
  ])('is not said again: %s', (text) => expect(shownAt(text)).toEqual([]));

  it('a member that tools read and nobody sees is ours to tell', () => {
    const [first, ...rest] = shownAt('{ "image": "a", "__proto__": { "privileged": true } }');
    expect(first).toBe('configuration-invalid "__proto__"');
    expect(rest).toEqual([]);
  });

  it('nesting that no tool reads is ours as well', () => {
    expect(shownAt(`{ "a": ${'['.repeat(300)}${']'.repeat(300)} }`)).toEqual(['configuration-invalid [']);
  });
});
