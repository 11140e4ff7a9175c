import { describe, expect, it } from 'vitest';
import { wrapped } from '../../../extension/src/text/wrapped.ts';

describe('a text in lines', () => {
  it.each([
    ['one two three', 20, ['one two three']],
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 6, ['one', 'two', 'three']],
    ['abcdefgh ij', 3, ['abc', 'def', 'gh', 'ij']],
    ['ab\u{1f600}cd', 3, ['ab', '\u{1f600}c', 'd']],
    ['', 3, ['']],
  ])('breaks %j at %d', (text, width, lines) => {
    expect(wrapped(text, width)).toEqual(lines);
  });
});
