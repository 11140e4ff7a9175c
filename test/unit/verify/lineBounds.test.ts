import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfString, isWithinBounds } from '../../../core/src/verify/lineBounds.ts';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('lines that are parsed', () => {
  it('are no deeper, and have no more values, than is done in little time and room', () => {
    expect([500, 501, 8_000_000].map((depth) => isWithinBounds(nested(depth)))).toEqual([true, false, false]);
    expect(isWithinBounds(`{"a":`.repeat(600))).toBe(false);
    const values = (count: number) => `[${'{},'.repeat(count)}1]`;
    expect([100_000, 200_000].map((count) => isWithinBounds(values(count)))).toEqual([true, false]);
    const keys = (count: number) => `{${'"a":1,'.repeat(count)}"b":2}`;
    expect([200_000, 300_000].map((count) => isWithinBounds(keys(count)))).toEqual([true, false]);
  });

  it('may have any text', () => {
    expect(isWithinBounds(JSON.stringify({ a: nested(100_000), b: '\\",'.repeat(1_000_000) }))).toBe(true);
  });

  it('are read with the ends of strings where JSON has them', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, behind) => {
        const string = JSON.stringify(text);
        expect(endOfString(string + behind, 0)).toBe(string.length - 1);
      }),
    );
    expect(endOfString('"a\\"', 0)).toBe(4);
  });
});
