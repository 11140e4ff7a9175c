import { describe, expect, it } from 'vitest';
import { withMarkOf, withoutMark } from '../../../extension/src/edit/byteOrderMark.ts';

describe('the byte order mark', () => {
  it('is in the file and not in the editor', () => {
    expect(withoutMark('\uFEFF{}')).toBe('{}');
    expect(withoutMark('{}')).toBe('{}');
  });

  it('is put before an editor’s text when the file has one', () => {
    expect(withMarkOf('\uFEFF{}', '{ }')).toBe('\uFEFF{ }');
    expect(withMarkOf('{}', '{ }')).toBe('{ }');
    expect(withMarkOf(null, '{ }')).toBe('{ }');
  });
});
