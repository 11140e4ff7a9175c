import { beforeEach, expect, it, vi } from 'vitest';
import type { Looker } from '../../../extension/src/looks/Looker.ts';
import type { EngineWatch } from '../../../extension/src/watch/EngineWatch.ts';
import { watchFiles } from '../../../extension/src/watch/watchFiles.ts';
import { fakeLooker } from './support/fakeLooker.ts';

/** A window in which a test changes settings. */
const window = vi.hoisted(() => ({ change: (_: { affectsConfiguration(section: string): boolean }) => {} }));

vi.mock('vscode', () => {
  const never = () => ({ dispose: () => {} });
  const workspace = {
    onDidChangeWorkspaceFolders: never,
    onDidGrantWorkspaceTrust: never,
    onDidChangeTextDocument: never,
    onDidCloseTextDocument: never,
    onDidChangeConfiguration: (listener: typeof window.change) => {
      window.change = listener;
      return never();
    },
  };
  return { workspace, window: { onDidChangeWindowState: never } };
});

const looker = fakeLooker();

beforeEach(() => {
  looker.asked.length = 0;
  watchFiles(looker as unknown as Looker, { ended: false } as EngineWatch, () => []);
});

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
