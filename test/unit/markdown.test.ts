import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeSpan, escapeMarkdown } from '../../core/src/markdown.ts';

describe('escapeMarkdown', () => {
  it.each([
    ['[a](http://b)', '\\[a\\]\\(http\\://b\\)'],
    ['<img onerror>', '\\<img onerror\\>'],
    ['a\nb\u202e', 'a\\\\u000ab\\\\u202e'],
    ['plain text', 'plain text'],
    ['2026-11-30 22:11 in /a/b-c', '2026-11-30 22:11 in /a/b-c'],
    ['- a -- b:c :100: 5:100:5', '\\- a \\-\\- b\\:c \\:100\\: 5\\:100\\:5'],
  ])('%j', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  it('leaves no punctuation that is not escaped but that of dates, names and paths, and is bounded', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => {
        const shown = escapeMarkdown(text);
        const rest = shown
          .replace(/\\[!-/:-@[-`{-~]/g, ' ')
          .replace(/(?<=[A-Za-z\d])-|(?<=\d\d):(?=\d\d)|\//g, '');
        expect(rest).not.toMatch(/[!-/:-@[-`{-~\n\r]/);
        expect(shown.length).toBeLessThan(1000);
      }),
    );
  });
});

describe('codeSpan', () => {
  it.each([
    ['a', '`a`'],
    ['', '`  `'],
    ['a`b', '``a`b``'],
    ['``', '``` `` ```'],
    [' a ', '`  a  `'],
    ['a\n\nb', '`a\\u000a\\u000ab`'],
  ])('%j', (text, expected) => {
    expect(codeSpan(text)).toBe(expected);
  });

  it('is not ended by what is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('`', '``', 'a', ' ', '\n'), { maxLength: 30 }), (parts) => {
        const span = codeSpan(parts.join(''));
        const fence = /^`+/.exec(span)?.[0] ?? '';
        const inner = span.slice(fence.length, -fence.length);
        expect(inner.split(/[^`]+/).filter(({ length }) => length === fence.length)).toEqual([]);
      }),
    );
  });
});
