import { describe, expect, it } from 'vitest';
import { plainLine, plainNotice } from '../../../extension/src/text/plainText.ts';

describe('text from outside', () => {
  it('has its hidden characters written out', () => {
    expect(plainLine('a\u001b[31mb\u202ec\nd')).toBe('a\\u001b[31mb\\u202ec\\u000ad');
  });

  it('is clipped, and says by how much, not between the halves of a character', () => {
    expect(plainLine('x'.repeat(10_000), 10)).toBe('xxxxxxxxxx… (9990 more characters)');
    expect(plainLine('ab😀c', 3)).toBe('ab… (3 more characters)');
    expect(plainLine('x'.repeat(10), 10)).toBe('xxxxxxxxxx');
  });

  it('makes no icon of a label', () => {
    expect(plainLine('$(error) all is well')).not.toContain('$(');
  });

  it('makes no link of a message box, which may run commands', () => {
    expect(plainNotice('[log in](command:workbench.action.quit)')).toBe(
      '[log in] (command:workbench.action.quit)',
    );
  });

  it('stays as it is otherwise', () => {
    const text = '<img src=x onerror=alert(1)> **b** [a](https://example.org) \\ & "q"';
    expect(plainLine(text)).toBe(text);
  });
});
