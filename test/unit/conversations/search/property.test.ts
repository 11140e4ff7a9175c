import { queryOf, splitQuery } from '@claude-sessions/core/conversations/search/Query.ts';
import { saidIn } from '@claude-sessions/core/conversations/search/saidIn.ts';
import { matchIn } from '@claude-sessions/core/conversations/search/snippet.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineFinder } from '../../../../cli/src/conversations/search/LineFinder.ts';
import { prompt } from './support.ts';

const characters = [...'kKsSaAeE \u212a\u017fßẞéÉµμςσΣåÅ\u212bİıǅдД検™ℹ🦩𐐀𐐨"\\/\n\t\u001b:{},u0-_'];
const text = fc.string({ unit: fc.constantFrom(...characters), maxLength: 30 });
const word = fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 4 });

/** JSON of a text in which any character may be escaped. */
const written = fc.tuple(text, fc.infiniteStream(fc.nat(5))).map(([said, dice]) => {
  const parts = said.split('').map((unit) => {
    const code = `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    const isHalf = /[\ud800-\udfff]/.test(unit);
    if (isHalf) return unit;
    const { value } = dice.next();
    if (value === 0) return code;
    if (value === 1) return code.toUpperCase().replace('U', 'u');
    return unit === '/' && value === 2 ? '\\/' : JSON.stringify(unit).slice(1, -1);
  });
  return `"${parts.join('')}"`;
});

/** A line, and now and then something else. */
const line = fc.oneof(
  { weight: 6, arbitrary: written.map((json) => JSON.stringify(prompt('@')).replace('"@"', () => json)) },
  { weight: 1, arbitrary: text.map((said) => said.replaceAll('\n', ' ')) },
  { weight: 1, arbitrary: fc.constant('') },
);

/** A reader that parses every line. */
function naive(lines: readonly string[], words: readonly string[]): string[] {
  const query = queryOf(words);
  return lines.filter((each) => matchIn(saidIn(each).texts, query) !== undefined);
}

/** The lines that the search of bytes lets pass, and of these those that match; read in pieces of any length. */
function found(lines: readonly string[], words: readonly string[], lengths: readonly number[]): string[] {
  const bytes = Buffer.from(lines.join('\n'));
  const query = queryOf(words);
  let at = 0;
  let reads = 0;
  const source = {
    read: (into: Uint8Array) => {
      const piece = bytes.subarray(at, at + (lengths[reads++ % lengths.length] ?? 1));
      into.set(piece);
      at += piece.length;
      return piece.length;
    },
  };
  const passed: string[] = [];
  const finder = new LineFinder(query.needles.flatMap((needle) => needle ?? []));
  finder.find(source, false, (each) => passed.push(each.toString()) > 0);
  return naive(passed, words);
}

describe('the search of bytes', () => {
  it('finds what a reader finds that parses every line', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });
    const words = fc.array(word, { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), words, lengths, (lines, sought, pieces) => {
        fc.pre(queryOf(sought).patterns.length > 0);
        expect(found(lines, sought, pieces)).toEqual(naive(lines, sought));
      }),
      { numRuns: 1000 },
    );
  });

  it('finds any part of a text, in any case', () => {
    const parts = fc.tuple(text, fc.nat(30), fc.integer({ min: 1, max: 30 }), fc.nat(2));
    fc.assert(
      fc.property(parts, ([said, from, length, form]) => {
        const part = [...said].slice(from, from + length).join('');
        fc.pre(part.trim() !== '');
        const sought = [part, part.toLowerCase(), part.toUpperCase()][form] ?? part;
        const lines = [JSON.stringify(prompt(said))];
        expect(found(lines, [sought], [7])).toEqual(naive(lines, [sought]));
        if (form === 0) expect(naive(lines, [sought])).toEqual(lines);
      }),
      { numRuns: 700 },
    );
  });

  it('lets few lines pass that have not the words', () => {
    const lines = Array.from({ length: 100 }, (_, index) =>
      JSON.stringify(prompt(`pelican ${index}`, { uuid: index })),
    );
    const query = queryOf(['pelican 7', 'Pelican']);
    const passed: string[] = [];
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    let isRead = false;
    const read = (into: Uint8Array) => {
      if (isRead) return 0;
      isRead = true;
      into.set(bytes);
      return bytes.length;
    };
    const finder = new LineFinder(query.needles.flatMap((needle) => needle ?? []));
    finder.find({ read }, false, (each) => passed.push(each.toString()) > 0);
    expect(passed).toHaveLength(100);
    isRead = false;
    const names = new LineFinder(queryOf(['uuid']).needles.flatMap((needle) => needle ?? []));
    names.find({ read }, false, () => expect.fail('the name of a member'));
  });
});

describe('what is typed in a line', () => {
  it.each([
    ['two words', ['two', 'words']],
    ['"a phrase" word', ['a phrase', 'word']],
    ['word "not closed', ['word', 'not closed']],
    ['  "" " " ', []],
    ['it\'s "', ["it's"]],
    ['a"b c"d', ['a', 'b c', 'd']],
  ])('%s', (typed, words) => {
    expect(splitQuery(typed)).toEqual(words);
  });
});
