import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeSpan, escapeMarkdown } from '../../core/src/markdown.ts';

describe('escapeMarkdown', () => {
  it.each([
    ['[a](http://b)', '\\[a\\]\\(http\\:\\/\\/b\\)'],
    ['<img onerror>', '\\<img onerror\\>'],
    ['a\nb\u202e', 'a\\\\u000ab\\\\u202e'],
    ['plain text', 'plain text'],
  ])('%j', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  it('leaves no punctuation that is not escaped, and is bounded', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => {
        const shown = escapeMarkdown(text);
        expect(shown.replace(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[!-/:-@[-`{-~\n\r]/);
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
