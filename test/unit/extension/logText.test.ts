import { afterEach, describe, expect, it, vi } from 'vitest';
import { logText } from '../../../extension/src/text/logText.ts';

afterEach(() => vi.unstubAllEnvs());

describe('a line of the log', () => {
  it('has hidden characters as codes, and its own lines and tabs', () => {
    expect(logText('a\u001b[31m\u202eb\n\tc\r\nd')).toBe('a\\u001b[31m\\u202eb\n\tc\nd');
  });

  it('has the names of secrets for their values', () => {
    vi.stubEnv('MY_API_TOKEN', 'abcdef-very-secret');
    expect(logText('it said abcdef-very-secret')).toBe('it said ${MY_API_TOKEN}');
    expect(logText(new Error('abcdef-very-secret'))).not.toContain('abcdef');
  });

  it('has the stack and the cause of an error', () => {
    const text = logText(new Error('outer', { cause: new Error('inner') }));
    expect(text).toMatch(/Error: outer\n\s+at .*\nCaused by: Error: inner/s);
  });

  it('has an end', () => {
    expect(logText('x'.repeat(1_000_000)).length).toBeLessThan(50_000);
    expect(logText({ a: 1 })).toBe('{"a":1}');
    expect(logText(undefined)).toBe('undefined');
  });
});
