import { expect, it } from 'vitest';
import { ConversationWatch } from '../../../extension/src/watch/ConversationWatch.ts';
import type { WindowKind } from '../../../extension/src/window/windowKind.ts';

function watchWith() {
  const state = { kind: 'host' as WindowKind, isVisible: true, folders: ['/a'] };
  const open = new Set<readonly string[]>();
  const watch = new ConversationWatch({
    windowKind: () => state.kind,
    isVisible: () => state.isVisible,
    folders: () => state.folders,
    changed: () => undefined,
    log: () => undefined,
    api: async () => ({
      watchConversations: (folders) => {
        open.add(folders);
        return { dispose: () => void open.delete(folders) };
      },
    }),
  });
  const update = async () => {
    watch.update();
    await new Promise((resolve) => setTimeout(resolve, 0));
    return [...open];
  };
  return { state, watch, update, open };
}

it('watches the folders of the window as long as somebody looks', async () => {
  const { state, watch, update, open } = watchWith();
  expect(await update()).toEqual([['/a']]);
  expect(await update()).toEqual([['/a']]);
  state.folders = ['/a', '/b'];
  expect(await update()).toEqual([['/a', '/b']]);
  state.isVisible = false;
  expect(await update()).toEqual([]);
  state.isVisible = true;
  watch.update();
  watch.dispose();
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect([...open]).toEqual([]);
});

it('watches nothing without trust, nor in a container', async () => {
  const { state, update } = watchWith();
  state.kind = 'restricted';
  expect(await update()).toEqual([]);
  state.kind = 'container';
  expect(await update()).toEqual([]);
});
