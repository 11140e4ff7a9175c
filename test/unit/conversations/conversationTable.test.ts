import { expect, it } from 'vitest';
import type { Conversation } from '../../../core/src/conversations/Conversation.ts';
import { conversationRows, conversationTable } from '../../../core/src/conversations/conversationTable.ts';
import { displayWidth } from '../../../core/src/conversations/displayWidth.ts';
import { summarize } from '../../../core/src/conversations/summarize.ts';

const now = Date.parse('2026-11-30T12:00:00Z');
const hour = 3_600_000;

const conversation = (members: Partial<Conversation> = {}): Conversation => ({
  ...summarize({ head: '', tail: '' }),
  ...{
    id: '12345678-1111-4222-8333-444444444444',
    slug: '-home-me-app',
    size: 12_345,
    inode: '1',
    isRemnant: false,
  },
  ...{ changedAt: now - 2 * hour, place: { kind: 'host' }, isWaiting: false, isEmpty: false },
  ...members,
});

const table = (all: Conversation[], width = 100) =>
  conversationTable(all, { width, now, dim: (text) => text });

it('has a line for each, with what is known', () => {
  const all = [
    conversation({ aiTitle: 'The login', turns: 12, gitBranch: 'main', lastWords: 'It works now.' }),
    conversation({
      id: '9abcdef0-1111-4222-8333-444444444444',
      firstPrompt: 'Hello',
      turns: 1,
      isHeadless: true,
    }),
  ];
  expect(table(all)).toEqual([
    'Id        Changed  State     Where  Turns  Branch   Size  Title',
    '12345678  2 h                host      12  main    12 kB  The login  It works now.',
    '9abcdef0  2 h      headless  host       1          12 kB  Hello',
  ]);
});

it('says what is special', () => {
  const day = 24 * hour;
  const special: [Partial<Conversation>, string][] = [
    [{ openIn: 'host' }, 'open'],
    [{ openIn: 'container' }, 'open in the container'],
    [{ isWaiting: true }, 'waiting'],
    [{ isRemnant: true }, 'remnant'],
    [{ sweptAt: now + 3 * day + hour }, 'deleted in 3 days'],
    [{ sweptAt: now + hour }, 'deleted soon'],
    [{ forkedFrom: { id: '0badcafe-1111' } }, 'branch of 0badcafe'],
    [{ continuedIn: '0badcafe-1111' }, 'goes on in 0badcafe'],
  ];
  for (const [members, words] of special) expect(table([conversation(members)])[1]).toContain(words);
  expect(table([conversation({ sweptAt: now + 20 * day })])[1]).not.toContain('deleted');
});

const hostile = '\u001b[31m\u202e\u0000title\nof \u200btwo 漢字😀 lines'.repeat(20);

it.each([40, 60, 80, 120, 200])('fits %i columns, with nothing in it that acts on a terminal', (width) => {
  const place = { kind: 'container', volume: hostile, container: hostile, running: true } as const;
  const all = [
    conversation({ customTitle: hostile, lastWords: hostile, gitBranch: hostile, place, turns: 1e9 }),
    conversation({ customTitle: hostile, changedAt: now - 40 * 24 * hour }),
  ];
  for (const line of table(all, width)) {
    expect(displayWidth(line)).toBeLessThanOrEqual(width);
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u200b]/);
  }
});

it('has all of it for programs, with tabs between', () => {
  const [row = ''] = conversationRows(
    [conversation({ customTitle: `a\tb\n${'x'.repeat(500)}`, turns: 3 })],
    now,
  );
  const cells = row.split('\t');
  expect(cells).toHaveLength(10);
  expect(cells[0]).toBe('12345678-1111-4222-8333-444444444444');
  expect(cells[1]).toBe('2026-11-30T10:00:00.000Z');
  expect(cells[8]).toBe(`a b ${'x'.repeat(500)}`);
});
