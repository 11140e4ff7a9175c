import { describe, expect, it } from 'vitest';
import { mergeEdits } from '../../../core/src/devcontainer/mergeEdits.ts';

describe('edits of one text', () => {
  it('are put together where they do not touch', () => {
    expect(mergeEdits('a b c', ['A b c', 'a b CC', 'a b c', 'a c'])).toEqual({
      text: 'A b CC',
      taken: [0, 1],
    });
    expect(mergeEdits('one two three', ['1 two three', 'one two 3', 'one three'])).toEqual({
      text: '1 two 3',
      taken: [0, 1],
    });
  });

  it('that change the same part: the first is taken', () => {
    expect(mergeEdits('a b', ['x b', 'y b', 'a z'])).toEqual({ text: 'x z', taken: [0, 2] });
    expect(mergeEdits('xx', ['x', 'x'])).toEqual({ text: 'x', taken: [0] });
    expect(mergeEdits('a', ['a'])).toEqual({ text: 'a', taken: [] });
  });
});
