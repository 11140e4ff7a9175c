import { describe, expect, it } from 'vitest';
import type { EditorConversation } from '../../../cli/src/api/types.ts';
import manifest from '../../../extension/package.json';
import { conversationLine } from '../../../extension/src/conversations/conversationLine.ts';
import { conversationNodes } from '../../../extension/src/conversations/conversationNodes.ts';
import { type Family, familiesOf } from '../../../extension/src/conversations/families.ts';
import type { TreeNode } from '../../../extension/src/view/TreeNode.ts';
import { conversation, now } from './support/conversations.ts';

const day = 24 * 60 * 60 * 1000;

const lineOf = (parts: Partial<EditorConversation>) => conversationLine(conversation(parts), now, false, []);
const nodesOf = (all: readonly EditorConversation[], limit = 200) =>
  conversationNodes(familiesOf(all), { now, limit, withFolder: false });
/** Labels, those below others in brackets. */
const outline = (nodes: readonly TreeNode[]): unknown[] =>
  nodes.flatMap(({ label, children }) => (children.length > 0 ? [label, outline(children)] : [label]));
const named = (title: string, parts: Partial<EditorConversation> = {}) =>
  conversation({ customTitle: title, id: title, key: title, ...parts });
const forkOf = (id: string) => ({ forkedFrom: { id } });

describe('a line', () => {
  it('says when, and where it lives, to the eye and to a screen reader', () => {
    expect(lineOf({})).toMatchObject({
      label: 'Fix the login',
      description: '12:00 · host',
      spoken: 'Fix the login, 12:00, host',
      context: 'conversation.host',
      command: 'showConversation',
    });
    expect(lineOf({ changedAt: now - day }).description).toBe('Sun 12:00 · host');
    expect(lineOf({ changedAt: now - 30 * day }).description).toBe('2026-10-31 · host');
  });

  it('has a word and an icon for what is special about it', () => {
    const container = { kind: 'container', volume: 'v', container: 'app-1', running: false } as const;
    expect(lineOf({ place: container }).description).toBe('12:00 · container app-1, stopped');
    expect(lineOf({ place: { kind: 'container', volume: 'v', running: false } }).description).toBe(
      '12:00 · volume v',
    );
    expect(lineOf({ openIn: 'host' })).toMatchObject({
      description: '12:00 · open now · host',
      icon: { name: 'circle-filled' },
    });
    expect(lineOf({ openIn: 'container' }).description).toContain('open now in the container');
    expect(lineOf({ isWaiting: true }).description).toContain('waiting for review');
    expect(lineOf({ isHeadless: true }).description).toContain('headless');
    expect(lineOf({ sweptAt: now + 3.5 * day }).description).toContain('deleted in 3 days');
    expect(lineOf({ sweptAt: now + day / 2 }).description).toContain('deleted today');
    expect(lineOf({ sweptAt: now + 20 * day }).description).toBe('12:00 · host');
  });

  it('opens no remnant, which has nothing to be read', () => {
    const { customTitle: _, ...rest } = conversation({ isRemnant: true });
    const line = conversationLine(rest, now, false, []);
    expect(line).toMatchObject({ label: 'Remnant 11111111', context: 'conversation.remnant' });
    expect(line.description).toContain('remnant');
    expect(line).not.toHaveProperty('command');
  });

  it('tells the rest in its tooltip', () => {
    const parts = {
      turns: 12,
      gitBranch: 'main',
      cwd: '/w/app',
      begunAt: now - day,
      forkedFrom: { id: 'x' },
    };
    expect(lineOf(parts).tooltip.split('\n')).toEqual([
      'Fix the login',
      'Last written: 2026-11-30 12:00',
      'Begun: 2026-11-29 12:00',
      'Where: host',
      '12 turns, 3 kB',
      'Git branch: main',
      'Folder: /w/app',
      'Branch of x',
      'Session id: 11111111-1111-4111-8111-111111111111',
    ]);
  });

  it.each([
    '<img src=x onerror=alert(1)>',
    '[click](command:workbench.action.quit)',
    '\u001b[31mred\u001b]0;title\u0007',
    'a\u202eb\u200bc\r\nd',
    '$(error) $(sync~spin)',
    'x'.repeat(10_000),
    '\u200b \n',
  ])('keeps %j to plain text', (text) => {
    const hostile = conversation({
      customTitle: text,
      id: text,
      slug: text,
      folder: `/w/${text}`,
      cwd: text,
      gitBranch: text,
      forkedFrom: { id: text },
      place: { kind: 'container', volume: text, container: text, running: true },
    });
    const { label, description = '', tooltip, spoken } = conversationLine(hostile, now, true, []);
    expect(label.trim()).not.toBe('');
    for (const shown of [label, description, spoken, tooltip.replaceAll('\n', '')]) {
      expect(shown.length).toBeLessThan(2000);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]|\$\(/u);
    }
  });
});

describe('the tree', () => {
  it('has forks below what they were forked from, the family that was written last first', () => {
    const all = [
      named('fork of the fork', { ...forkOf('fork') }),
      named('other', { changedAt: now - 1 }),
      named('fork', { ...forkOf('root'), changedAt: now - 2 }),
      named('root', { changedAt: now - 3 }),
      named('of nobody', { ...forkOf('gone'), changedAt: now - 4 }),
    ];
    expect(outline(nodesOf(all))).toEqual(['root', ['fork', ['fork of the fork']], 'other', 'of nobody']);
    const [root] = nodesOf(all);
    expect(root?.spoken).toBe('root, 11:59, host, 1 branch');
    expect(root?.children[0]?.spoken).toMatch(/, branch, 1 branch$/);
  });

  it('shows each once, whatever is said of who was forked from whom', () => {
    const all = [
      named('a', forkOf('b')),
      named('b', forkOf('c')),
      named('c', forkOf('a')),
      named('itself', forkOf('itself')),
    ];
    const shown = JSON.stringify(outline(nodesOf(all)));
    for (const { id } of all) expect(shown.split(`"${id}"`)).toHaveLength(2);
    const chain = Array.from({ length: 5000 }, (_, index) =>
      named(`n${index}`, index === 0 ? {} : forkOf(`n${index - 1}`)),
    );
    const depthOf = ({ forks }: Family): number => 1 + Math.max(0, ...forks.map(depthOf));
    const families = familiesOf(chain);
    expect(Math.max(...families.map(depthOf))).toBeLessThan(10);
    expect(nodesOf(chain, 10_000).length).toBeGreaterThan(500);
  });

  it('has the fork below the one of its place, where a mirror has the parent too', () => {
    const mirror = { place: { kind: 'mirror' } } as const;
    const all = [
      named('parent', { key: 'mirror/parent', customTitle: 'copy', ...mirror }),
      named('parent'),
      named('fork', { ...forkOf('parent'), ...mirror }),
    ];
    expect(outline(nodesOf(all))).toEqual(['copy', ['fork'], 'parent']);
  });

  it('is by age, where there are several', () => {
    const all = [
      named('new'),
      named('yesterday', { changedAt: now - day }),
      named('last month', { changedAt: now - 30 * day }),
    ];
    const nodes = nodesOf(all);
    expect(outline(nodes)).toEqual(['Today', ['new'], 'Last 7 days', ['yesterday'], 'Older', ['last month']]);
    expect(nodes.every(({ expand }) => expand === 'expanded')).toBe(true);
    expect(outline(nodesOf(all.slice(1, 2)))).toEqual(['yesterday']);
  });

  it('shows so many, and a line for more', () => {
    const all = Array.from({ length: 5000 }, (_, index) => named(`n${index}`, { changedAt: now - index }));
    const nodes = nodesOf(all);
    expect(nodes).toHaveLength(201);
    expect(nodes.at(-1)).toMatchObject({
      label: 'Show more',
      description: '4800 older conversations',
      command: 'moreConversations',
    });
    expect(nodesOf(all, 5000)).toHaveLength(5000);
    const family = [
      named('root'),
      ...Array.from({ length: 500 }, (_, index) => named(`f${index}`, forkOf('root'))),
    ];
    const [root, more] = nodesOf(family);
    expect(root?.children).toHaveLength(199);
    expect(more?.description).toBe('301 older conversations');
  });
});

it('has actions on each line that can be read, by the keyboard too', () => {
  const entries = manifest.contributes.menus['view/item/context'].filter(({ when }) =>
    when.startsWith('view == claudeSessions.sessions'),
  );
  const offered = (context: string | undefined) =>
    entries.flatMap(({ command, when }) => {
      const [, pattern = ''] = /viewItem =~ \/(.*?)\/(?: |$)/.exec(when) ?? [];
      return new RegExp(pattern).test(context ?? '') ? [command.replace('claudeSessions.', '')] : [];
    });
  const all = [
    ...['continueHere', 'continueInContainer', 'showConversation', 'continueHere', 'continueInContainer'],
    ...['branchConversation', 'mergeConversation', 'copySessionId'],
  ];
  expect(offered(lineOf({ place: { kind: 'mirror' } }).context)).toEqual(all);
  // Only what lies on this host is in its snapshots.
  expect(offered(lineOf({}).context)).toEqual(all.toSpliced(-1, 0, 'rollBackConversation'));
  expect(offered('snapshot')).toEqual(['rollBack', 'rollBack']);
  expect(offered('snapshots')).toEqual([
    'takeSnapshot',
    'takeSnapshot',
    'restoreConversations',
    'undoRollback',
  ]);
  expect(offered(lineOf({ isRemnant: true }).context)).toEqual(['copySessionId']);
  // VS Code's menus of a line are what Shift+F10 opens: what is inline alone is reached by no key.
  const inMenu = entries.filter(({ group }) => !group.startsWith('inline')).map(({ command }) => command);
  for (const { command } of entries) expect(inMenu).toContain(command);
});
