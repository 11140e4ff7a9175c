import { inertMarkdown } from '@claude-sessions/core/conversations/show/inertMarkdown.ts';
import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { rounds } from '../../../harness/system/rounds.ts';

/** As an editor shows it. */
const html = (text: string) => marked.parse(inertMarkdown(text), { async: false, gfm: true });

/** Whether anything is loaded, runs, or leads somewhere that is not what one reads. */
function acts(text: string): string[] {
  const found = [...html(text).matchAll(/<(\/?[a-z][a-z0-9]*)((?:"[^"]*"|[^>"])*)>([^<]*)/gi)];
  const harmless =
    'p pre code em strong del br hr ul ol li blockquote h3 h4 h5 h6 table thead tbody tr th td input';
  return found.flatMap(([whole, name = '', attributes = '', inner = '']) => {
    const tag = name.replace('/', '');
    if (harmless.split(' ').includes(tag)) return [];
    const address = /^ href="([^"]*)"$/.exec(attributes)?.[1];
    // An address that is read as one and leads there: `https://…`, `me@example.com`.
    const plain = (link: string) =>
      decodeURI(link)
        .replace(/^(?:mailto:|http:\/\/)/, '')
        .replaceAll('&gt;', '>');
    const isPlain = address !== undefined && plain(address) === plain(inner);
    return tag === 'a' && (name === '/a' || isPlain) ? [] : [whole];
  });
}

describe('Markdown of somebody else', () => {
  it('reads as before', () => {
    const text = [
      'Some *emphasis*, `code`, **more**, and `Promise<string>`.',
      '',
      '- a list',
      '  1. in it',
      '',
      '```ts',
      'const a: Promise<string> = <T>(x) => x; // ![x](y)',
      '```',
      '',
      '| a | b |',
      '|---|---|',
      '| 1 | 2 |',
    ].join('\n');
    const shown = html(text);
    expect(shown).toContain('<em>emphasis</em>, <code>code</code>');
    expect(shown).toContain('<code>Promise&lt;string&gt;</code>');
    expect(shown).toContain('const a: Promise&lt;string&gt; = &lt;T&gt;(x)');
    expect(shown).toContain('<td>1</td>');
    expect(shown).toContain('<li>a list');
  });

  for (const text of [
    '<script>alert(1)</script>',
    '<img src=http://x/a.png>',
    '![a](http://x/a.png)',
    '[a](http://x) [a](javascript:alert(1))',
    '![a][b]\n\n[b]: http://x/a.png',
    '> [b]: http://x\n\n[b]',
    '<http://x> <a@b.c>',
    '```\n<script>\n```\n<script>',
    '````\n```\n<img src=x>',
    '`` ` <img src=x>',
    'left ` over\n`<img src=x>`',
    '| ` | `<img src=x>` |\n|---|---|\n| ` <img src=x> | ` |',
    '| a | b |\n|---|---|\n| ` <img src=x> | ` |',
    '\\`<img src=x>`',
    '    ```\n<img src=x>\n```',
    '- ```\n<img src=x>\n```',
    '~~~\n```\n<img src=x>\n~~~\n<img src=x>',
    '```[b]:\n````\n<img src=x>',
    '```<img src=x>```',
    '- ~~~\n```\n<img src=x>',
    '- # First\n1. > # Second\n- a\n  ===\n> - b\n>   ---',
    '# First\n## Second\nThird\n===\nFourth\n---\n> # Fifth',
    '<!--\n```\n-->\n<img src=x>\n```',
    '<details>\n\n```\n</details>\n<img src=x>\n```',
  ]) {
    it(`does nothing: ${JSON.stringify(text)}`, () => {
      expect(acts(text)).toEqual([]);
    });
  }

  it('does nothing, put together by chance', () => {
    const pieces =
      '` `` ``` ```` ~~~ \n \n\n | \\ <img src=x> <b> ![a](x) [a](x) [a] [b]: ![a][b] > - # === --- a \t'.split(
        ' ',
      );
    const blanks = [' ', '    ', '\n', '\n\n', '\n|---|---|\n'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces, ...blanks), { maxLength: 25 }), (chosen) => {
        expect(acts(chosen.join(''))).toEqual([]);
      }),
      rounds({ short: { numRuns: 1000, seed: 1 }, long: { numRuns: 50_000 } }),
    );
  });
});
