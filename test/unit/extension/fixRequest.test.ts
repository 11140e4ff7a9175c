import { describe, expect, it } from 'vitest';
import { isFixRequest } from '../../../extension/src/fix/fixRequest.ts';

describe('what the language server asks for', () => {
  it('is told from anything else', () => {
    expect(isFixRequest({ uri: 'file:///x', code: 'a', kind: 'prepare' })).toBe(true);
    expect(isFixRequest({ uri: 1, code: 'a', kind: 'prepare' })).toBe(false);
    for (const kind of ['edit', 'toString', 'constructor', 1, undefined]) {
      expect(isFixRequest({ uri: 'file:///x', code: 'a', kind })).toBe(false);
    }
    expect(isFixRequest(null)).toBe(false);
  });
});
