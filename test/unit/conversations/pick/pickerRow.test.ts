import { expect, it } from 'vitest';
import { pickerRow } from '../../../../cli/src/conversations/pick/pickerRow.ts';
import { frameOf, hasAll } from '../../../../cli/src/terminal/pick.ts';
import { displayWidth } from '../../../../core/src/conversations/displayWidth.ts';
import { hasHiddenCharacters } from '../../../../core/src/hiddenCharacters.ts';
import { foundConversation, inVolume } from '../support.ts';

const hour = 3_600_000;
const widths = [1, 2, 8, 12, 20, 40, 59, 60, 80, 200];

const hostile = [
  '\u001b[2J\u001b]0;title\u0007 \u202e evil \r\nsecond line',
  '日本語のタイトル'.repeat(20),
  '👩‍👩‍👧‍👦'.repeat(40),
  'a\u0301'.repeat(400),
  'x'.repeat(10_000_000),
  '',
];

it('a line fits the terminal, whatever a container calls a conversation', () => {
  for (const customTitle of hostile) {
    const place = inVolume('v', 'c');
    const row = pickerRow(
      foundConversation({ customTitle, place, openIn: 'host', isHeadless: true, project: '/x/\u001b[31m' }),
      hour,
      true,
    );
    for (const columns of widths) {
      const text = row.text(columns);
      expect(displayWidth(text), text).toBeLessThanOrEqual(columns);
      expect(hasHiddenCharacters(text), text).toBe(false);
    }
    expect(row.search.length).toBeLessThan(2000);
  }
});

it('says what is known of it, and of a narrow terminal the age alone', () => {
  const conversation = foundConversation({
    customTitle: 'Mend the\n  build',
    place: { kind: 'mirror' },
    isWaiting: true,
    openIn: 'container',
    isHeadless: true,
    project: '/home/me/app',
  });
  const row = pickerRow(conversation, 30 * hour, true);
  const words = 'open in the container  waiting  app  mirror       1 day';
  expect(row.text(120)).toBe(`Mend the build${' '.repeat(120 - 14 - words.length)}${words}`);
  expect(row.text(70)).toBe(`Mend the build${' '.repeat(23)}open in the container       1 day`);
  expect(row.text(30)).toBe(`Mend the build${' '.repeat(11)}1 day`);
  expect(row.search).toContain('mend the build');
  expect(pickerRow(foundConversation(), 90_000, false).text(40)).toBe(`(no title)${' '.repeat(25)}1 min`);
});

it('is found by words anywhere, and by its id from the beginning', () => {
  const row = pickerRow(foundConversation({ customTitle: 'Mend the build' }), hour, false);
  const [start, middle] = [row.id.slice(0, 6), row.id.slice(9, 13)];
  expect(['BUILD me', start, `${start} build`, row.id].map((typed) => hasAll(row, typed))).toEqual(
    Array(4).fill(true),
  );
  expect([middle, 'build x'].map((typed) => hasAll(row, typed))).toEqual([false, false]);
});

it('no line of the screen is wider than the terminal, and there are no more than it has', () => {
  const rows = Array.from({ length: 5000 }, (_, number) =>
    pickerRow(foundConversation({ customTitle: `${number} ${hostile[number % 4]}` }), hour, false),
  );
  const keys = [{ name: 'all', key: 'a', label: 'all projects' }] as const;
  const request = { title: `Conversations of /${'日'.repeat(50)}`, enter: 'resume', keys };
  for (const columns of widths) {
    for (const lines of [5, 10, 24]) {
      for (const cursor of [0, 7, 2500, 4999]) {
        const frame = frameOf(request, { rows, all: 5000, isWhole: true, cursor, typed: '', columns, lines });
        expect(frame.length).toBeLessThanOrEqual(lines);
        for (const line of frame) expect(displayWidth(line), line).toBeLessThanOrEqual(Math.max(columns, 3));
        expect(frame.filter((line) => line.startsWith('>'))).toHaveLength(1);
        if (columns >= 40) expect(frame.at(-1)).toContain('Esc leave');
      }
    }
  }
});
