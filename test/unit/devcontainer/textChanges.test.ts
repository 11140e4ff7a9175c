import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type TextChange, textChanges } from '../../../core/src/devcontainer/textChanges.ts';

/** The text with the changes made, from the last to the first. */
function applied(before: string, changes: readonly TextChange[]): string {
  return [...changes]
    .reverse()
    .reduce(
      (text, { offset, length, text: added }) => text.slice(0, offset) + added + text.slice(offset + length),
      before,
    );
}

it.each<[string, string, TextChange[]]>([
  ['a\nb\nc\n', 'a\nb\nc\n', []],
  ['a\nb\nc\n', 'a\nx\nc\n', [{ offset: 2, length: 1, text: 'x' }]],
  ['a\nb\nc\n', 'a\nc\n', [{ offset: 2, length: 2, text: '' }]],
  ['a\nc\n', 'a\nb\nc\n', [{ offset: 2, length: 0, text: 'b\n' }]],
  [
    'one 1\nb\ntwo 2\n',
    'one x\nb\ntwo y\n',
    [
      { offset: 4, length: 1, text: 'x' },
      { offset: 12, length: 1, text: 'y' },
    ],
  ],
  ['', 'a', [{ offset: 0, length: 0, text: 'a' }]],
  ['a', '', [{ offset: 0, length: 1, text: '' }]],
])('%j becomes %j', (before, after, changes) => {
  expect(textChanges(before, after)).toEqual(changes);
});

it('cuts no line end and no character in two', () => {
  expect(textChanges('a\r\nb', 'a\nb')).toEqual([{ offset: 1, length: 2, text: '\n' }]);
  const [smile, grin] = ['\u{1f600}', '\u{1f601}'];
  expect(textChanges(`a${smile}b`, `a${grin}b`)).toEqual([{ offset: 1, length: 2, text: grin }]);
});

it('makes one text of any other, by parts that do not touch', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', '\n', '\r\n', '\u{1f600}', '\u{1f601}'), { maxLength: 30 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const changes = textChanges(before, after);
      expect(applied(before, changes)).toBe(after);
      for (const [index, { offset }] of changes.entries()) {
        const previous = changes[index - 1];
        if (previous) expect(offset).toBeGreaterThanOrEqual(previous.offset + previous.length);
      }
    }),
  );
});

it('is done with texts that have nothing in common', () => {
  const lines = (word: string) => Array.from({ length: 5_000 }, (_, index) => `${word} ${index}\n`).join('');
  const [before, after] = [lines('a'), lines('b')];
  expect(applied(before, textChanges(before, after))).toBe(after);
});
