import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Looker } from '../../../extension/src/looks/Looker.ts';
import type { EngineWatch } from '../../../extension/src/watch/EngineWatch.ts';
import { watchFiles } from '../../../extension/src/watch/watchFiles.ts';
import { fakeLooker } from './support/fakeLooker.ts';
import { app, stateOf } from './support/look.ts';

/** A window in which a test changes settings, types and comes back. */
const window = vi.hoisted(() => ({
  change: (_: { affectsConfiguration(section: string): boolean }) => {},
  type: (_: { document: object; contentChanges: readonly object[] }) => {},
  close: (_: object) => {},
  focus: (_: { focused: boolean }) => {},
}));

vi.mock('vscode', () => {
  const never = () => ({ dispose: () => {} });
  const sets = (name: keyof typeof window) => (listener: never) => {
    window[name] = listener;
    return never();
  };
  const workspace = {
    onDidChangeWorkspaceFolders: never,
    onDidGrantWorkspaceTrust: never,
    onDidChangeTextDocument: sets('type'),
    onDidCloseTextDocument: sets('close'),
    onDidChangeConfiguration: sets('change'),
  };
  return { workspace, window: { onDidChangeWindowState: sets('focus') } };
});

const looker = fakeLooker([stateOf(undefined)]);
const engineWatch = { ended: false };

beforeEach(() => {
  vi.useFakeTimers();
  looker.asked.length = 0;
  engineWatch.ended = false;
  watchFiles(looker as unknown as Looker, engineWatch as EngineWatch, () => []);
});
afterEach(() => void vi.useRealTimers());

/** A setting of this name is another, as VS Code tells of it. */
const changeSetting = (name: string) =>
  window.change({ affectsConfiguration: (section) => name === section || name.startsWith(`${section}.`) });

it.each(['claudeSessions.dockerPath', 'claudeSessions.collection', 'dev.containers.dockerPath'])(
  'looks anew when %s is another, by which a look goes',
  (name) => {
    changeSetting(name);
    expect(looker.asked).toEqual(['settings have changed']);
  },
);

it.each(['dev.containers.defaultFeatures', 'editor.fontSize'])('does not when %s is another', (name) => {
  changeSetting(name);
  expect(looker.asked).toEqual([]);
});

const documentAt = (fsPath: string, scheme = 'file') => ({ uri: { scheme, fsPath } });
const typeIn = (document: object, contentChanges: readonly object[] = [{}]) =>
  window.type({ document, contentChanges });

it('looks at what is typed once, when it has been quiet for a while', () => {
  for (let key = 0; key < 20; key++) {
    typeIn(documentAt(app.configFile));
    vi.advanceTimersByTime(500);
  }
  expect(looker.asked).toEqual([]);
  vi.advanceTimersByTime(500);
  expect(looker.asked).toEqual([app.configFile]);
  vi.advanceTimersByTime(60_000);
  expect(looker.asked).toHaveLength(1);
});

it('looks anew when what was typed is closed', () => {
  window.close(documentAt(app.configFile));
  vi.advanceTimersByTime(1000);
  expect(looker.asked).toEqual([app.configFile]);
});

it.each([
  ['another file', documentAt('/home/me/app/a.json'), [{}]],
  ['a version of the file in git', documentAt(app.configFile, 'git'), [{}]],
  ['a save, in which no text is another', documentAt(app.configFile), []],
])('does not for %s', (_, document, changes) => {
  typeIn(document, changes);
  vi.advanceTimersByTime(60_000);
  expect(looker.asked).toEqual([]);
});

it.each([
  [true, true, ['the window is in use again']],
  [true, false, []],
  [false, true, []],
])('in use: %j, the engine is no longer watched: %j', (focused, ended, asked) => {
  engineWatch.ended = ended;
  window.focus({ focused });
  expect(looker.asked).toEqual(asked);
});
