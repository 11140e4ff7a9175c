import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TextEdit, textEdits } from '../../../extension/src/edit/textEdits.ts';

function applied(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .reverse()
    .reduce((now, { start, end, text: added }) => now.slice(0, start) + added + now.slice(end), text);
}

const piece = fc.constantFrom(
  'a',
  'b',
  '{',
  '  ',
  '"x": 1,',
  '\n',
  '\r\n',
  '\r',
  '\u{1f600}',
  '\u{1f601}',
  'é',
);
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

describe('the edits between two texts', () => {
  it('make one of the other', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applied(before, textEdits(before, after))).toBe(after);
      }),
      { numRuns: 2000 },
    );
  });

  it('come in order, apart, and split no line end and no character', () => {
    const within = (whole: string, at: number) =>
      /^(\r\n|[\ud800-\udbff][\udc00-\udfff])/.test(whole.slice(Math.max(at - 1, 0), at + 1)) && at > 0;
    fc.assert(
      fc.property(text, text, (before, after) => {
        let end = -1;
        for (const edit of textEdits(before, after)) {
          expect(edit.start).toBeGreaterThan(end);
          expect(within(before, edit.start) || within(before, edit.end)).toBe(false);
          end = edit.end;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('leave alone what is between two changes', () => {
    const before = '{\n  "name": "a",\n  "image": "b", // why\n  "mounts": []\n}\n';
    const after = '{\n  "name": "c",\n  "image": "b", // why\n  "mounts": [],\n  "features": {}\n}\n';
    expect(textEdits(before, after)).toEqual([
      { start: before.indexOf('a",'), end: before.indexOf('a",') + 1, text: 'c' },
      { start: before.indexOf('[]') + 2, end: before.indexOf('[]') + 2, text: ',\n  "features": {}' },
    ]);
  });

  it('are none for the same text', () => {
    expect(textEdits('{}\n', '{}\n')).toEqual([]);
  });

  it('are one where comparing would take too long', () => {
    const lines = (word: string) => Array.from({ length: 3000 }, (_, index) => `${word}${index}\n`).join('');
    const edits = textEdits(lines('a'), lines('b'));
    expect(edits).toHaveLength(1);
    expect(applied(lines('a'), edits)).toBe(lines('b'));
  });
});
