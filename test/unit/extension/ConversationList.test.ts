import { expect, it } from 'vitest';
import type { EditorConversation } from '../../../cli/src/api/types.ts';
import { ConversationList } from '../../../extension/src/conversations/ConversationList.ts';
import type { WindowKind } from '../../../extension/src/window/windowKind.ts';
import { conversation } from './support/conversations.ts';

function listWith(kind: WindowKind = 'host') {
  const asked: string[] = [];
  const found = new Map<string, readonly EditorConversation[] | Error>();
  const logged: string[] = [];
  const list = new ConversationList({
    windowKind: () => kind,
    folders: () => [...found.keys()],
    settings: () => ({}),
    logError: (what) => void logged.push(what),
    api: async () => ({
      listConversations: async (folder, settings) => {
        asked.push(settings ? `${folder} by the engine` : folder);
        const conversations = found.get(folder) ?? [];
        if (conversations instanceof Error) throw conversations;
        return { conversations, leftOut: [] };
      },
    }),
  });
  return { list, found, asked, logged };
}

it('lists nothing before it is asked, and those of every folder together, the newest first', async () => {
  const { list, found, asked } = listWith();
  found.set('/a', [conversation({ key: '1', folder: '/a', changedAt: 1 })]);
  found.set('/b', [conversation({ key: '1', folder: '/b', changedAt: 2 })]);
  expect([asked, list.isListed, list.all]).toEqual([[], false, []]);
  await list.refresh();
  expect(list.all.map(({ folder }) => folder)).toEqual(['/b', '/a']);
});

it('keeps what was listed before of a folder that cannot be listed now, and says why', async () => {
  const { list, found, logged } = listWith();
  found.set('/a', [conversation({ folder: '/a' })]);
  found.set('/b', []);
  await list.refresh();
  found.set('/a', Object.assign(new Error('It is gone.'), { hint: 'Look for it.' }));
  await list.refresh();
  expect(list.all).toHaveLength(1);
  expect(list.failure).toEqual({ kind: 'error', message: 'It is gone.', hint: 'Look for it.' });
  expect(new Set(logged)).toEqual(new Set(['Listing the conversations of /a']));
});

it('asks the engine at first and when it is told to, and keeps what it knew of containers meanwhile', async () => {
  const { list, found, asked } = listWith();
  const place = { kind: 'container', volume: 'v', running: true } as const;
  const inside = conversation({ key: 'inside', folder: '/a', place });
  found.set('/a', [conversation({ folder: '/a' }), inside]);
  await list.refresh();
  expect(asked).toEqual(['/a', '/a by the engine']);
  found.set('/a', [conversation({ folder: '/a' })]);
  await list.refresh();
  expect(asked).toHaveLength(3);
  expect(list.all).toHaveLength(2);
  await list.refreshAll();
  expect(asked.slice(3)).toEqual(['/a', '/a by the engine']);
  expect(list.all).toHaveLength(1);
});

it('has no two with one key: a tree would refuse the second', async () => {
  const { list, found } = listWith();
  found.set('/w/app', [conversation(), conversation()]);
  await list.refresh();
  expect(list.all).toHaveLength(1);
});

it.each(['restricted', 'container'] as const)('reads nothing in a window that is %s', async (kind) => {
  const { list, found, asked } = listWith(kind);
  found.set('/a', [conversation()]);
  await list.refresh();
  expect([asked, list.all]).toEqual([[], []]);
});
