import { inertText } from '@claude-sessions/core/report/inertText.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('a sentence in a report', () => {
  it.each([
    ['The container is not isolated: it is privileged.', 'The container is not isolated: it is privileged.'],
    ['Run `claude-sessions share --memory rw`.', 'Run `claude-sessions share --memory rw`.'],
    ['see [x](http://evil)', 'see `[x](http://evil)`'],
    ['an <img src=x onerror=alert(1)>', 'an `<img` src=x `onerror=alert(1)>`'.replace('src=x', '`src=x`')],
    [
      'mail a@b.c, #12, www.evil.com and https://evil',
      'mail `a@b.c`, `#12`, `www.evil.com` and `https://evil`',
    ],
    ['**bold** _it_ ~~no~~ $x$ a|b', '`**bold**` `_it_` `~~no~~` `$x$` `a|b`'],
    ['\u001b[31mred \u202eover', '`\\u001b[31mred` `\\u202eover`'],
    ['one\n# two', '`one\\u000a#` two'],
    ['a ` b', 'a `` ` `` b'],
    ['- x', '`-` x'],
    ['1. x', '`1.` x'],
    ['in place of ${localEnv:HOME}.', 'in place of `${localEnv:HOME}`.'],
  ])('%j', (text, shown) => expect(inertText(text)).toBe(shown));

  it('is clipped', () => expect(inertText('x'.repeat(10_000)).length).toBeLessThan(1100));

  it('has nothing outside of code that Markdown knows', () => {
    const parts = fc.array(
      fc.oneof(fc.constantFrom('`', '``', ' ', '\n', '](', '<b>', '@a', '--', '\\', '*'), fc.string()),
    );
    fc.assert(
      fc.property(parts, (some) => {
        const text = inertText(some.join(''));
        expect(text).not.toContain('\n');
        // As CommonMark pairs them: a run of backticks ends at the next one of its length.
        const rest = text.replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
        expect(rest).not.toMatch(/[`*_[\]<>&|~$#@\\{}^=+]|:\/\//);
      }),
    );
  });
});
