import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findImports } from '../../../core/src/prepare/findImports.ts';
import {
  canBeImported,
  importRefusal,
  isInstructions,
  isMounted,
  rewriteImports,
} from '../../../core/src/prepare/imports.ts';
import { linkedReasons } from '../../../core/src/prepare/linked.ts';

/** Texts in which Claude Code finds an import of a.md (measured: 2.1.197 and 2.1.329 put the file into their request). */
const imports = [
  '@a.md',
  '**@a.md**',
  'x *@a.md* y',
  '_@a.md_',
  '__@a.md__',
  '**see @a.md**',
  '**see** @a.md',
  '[@a.md](http://x)',
  '- @a.md',
  '- see @a.md ok',
  '- `cat @a.md `',
  '- a `cat @a.md ok` b',
  '1. @a.md',
  '- [ ] @a.md',
  '- a\n    - @a.md',
  '- a\n\n    @a.md',
  '- a\n\n  @a.md',
  '- @a.md\n\n- b',
  '> @a.md',
  '# @a.md',
  '@a.md\n===',
  '| a | b |\n|---|---|\n| @a.md | y |',
  '| a | b |\n|---|---|\n| x | @a.md |',
  'a ` @a.md y',
  '`x`@a.md',
  'x\n    @a.md',
  '<!-- x --> @a.md',
  '<!-- x -->\n@a.md',
  'a <!-- x --> @a.md',
  '<important>\n\n@a.md\n\n</important>',
  '<important> @a.md </important>',
  'a <important>@a.md</important>',
  'a <b> @a.md </b>',
  '<div>\n\n@a.md\n\n</div>',
  'a\u00a0@a.md',
  'a\t@a.md',
  'a\r\n@a.md\r\nb',
  '---\n@a.md',
  'x  \n@a.md',
  'x\\\n@a.md',
  'a &amp; @a.md',
  '<http://x> @a.md',
  '- a <!-- @a.md --> b',
  '- a `cat @a.md ok`\n\n- b',
  '- a\n\n  b `cat @a.md ok` c',
  '- a <i x="y @a.md z">',
  '> - @a.md',
  '- > @a.md',
  '---\na: b\n---\n@a.md',
  '```x``` @a.md',
  '- a\n@a.md',
  '- a\n\n@a.md',
  '***@a.md***',
  'a<br>@a.md',
  '\\*@a.md',
  '**x:** @a.md',
  '* @a.md',
  '+ @a.md',
  '<!-- a\n\nb -->\n- @a.md',
  'text\n<important>\n@a.md',
  'text\n<!-- x -->\n@a.md',
  '<important>x\n@a.md',
  'a <!-- @a.md',
  'a\u2003@a.md',
  'a\u000b@a.md',
  '@a.md  \n',
  '10) @a.md',
  '- a\n    @a.md',
  '> a\n@a.md',
  '> ```\n@a.md',
  '>\n@a.md',
  '[a]: <x>\n@a.md',
  '@a.md @a.md',
  'a\\\\ @a.md',
  '- **@a.md**: x',
  '- **x**: @a.md',
  '- a\n  - b\n\n    @a.md',
  '* * *\n@a.md',
  '-\n  @a.md',
];

/** The same with other names. */
const named: [string, string][] = [
  ['see @./a.md now', './a.md'],
  ['see @~/.claude/tilde.md', '~/.claude/tilde.md'],
  ['@/home/me/absolute.md', '/home/me/absolute.md'],
  ['@with\\ space.md', 'with space.md'],
  ['@hash.md#part', 'hash.md'],
  ['@snake_case_name.md', 'snake_case_name.md'],
  ['@sub\u00fc.md', 'sub\u00fc.md'],
  ['@noext', 'noext'],
  ['@.dotfile.md', '.dotfile.md'],
  ['@--dash.md', '--dash.md'],
  ['@_under0.md', '_under0.md'],
  ['@../parentdir.md', '../parentdir.md'],
  ['@hashonly.md#a b', 'hashonly.md'],
  ['@UPPERCASE.MD', 'UPPERCASE.MD'],
  ['@./././dirdot.md', './././dirdot.md'],
  ['@~/.claude/../.claude/tildeonly.md', '~/.claude/../.claude/tildeonly.md'],
];

/** Texts in which it finds none (measured likewise). */
const none = [
  'see @a.md, and',
  'see @a.md.',
  '(@a.md)',
  '"@a.md"',
  '[x](@a.md)',
  '[@a.md] x',
  '- `@a.md`',
  '- a\n\n      @a.md',
  '- a\n  ```\n  @a.md\n  ```',
  '> ```\n> @a.md\n> ```',
  'a `@a.md` b',
  'a `x @a.md y` b',
  'a `` x ` @a.md y`` b',
  'a `x\n@a.md y` b',
  '```\n@a.md\n```',
  '```sh\n@a.md\n```',
  '~~~\n@tildefence.md\n~~~',
  '````\n```\n@a.md\n````',
  '   ```\n@a.md\n   ```',
  'text\n```\n@a.md\n```',
  'x\n\n    @a.md',
  'x\n\n\t@a.md',
  '<!-- @a.md -->',
  '<!--\n@a.md\n-->',
  '<!--\n\n@a.md\n\n-->',
  'a <!-- @a.md --> b',
  'a <!-- x\n@a.md --> b',
  '<important>\n@a.md\n</important>',
  '<details>\n@a.md\n</details>',
  '<pre>\n\n@a.md\n\n</pre>',
  '<a name="x @a.md y">',
  'me@a.md',
  '\\@a.md',
  'a@b @a.md*',
  '~~@a.md~~',
  '[x]: @a.md',
  '- <b>\n  @a.md',
  '> a `cat @a.md ok`',
  '- > a `x @a.md y`',
  '# a `x @a.md y`',
  '---\na: @a.md\nb: x @a.md y\n---\ntext',
  '1. a\n\n   ```sh\n   @a.md\n   ```',
  '```\n@a.md',
  '- a\n  - b\n    ```\n    @a.md\n    ```\n',
  '- a\n\ntext\n\n    @a.md',
  '```\nx\n``` @a.md\n@a.md',
  'a_b @a.md_c',
  'x \u2014@a.md',
  '# a\n    @a.md',
  '<important>\nx\n</important>\n@a.md',
  '</important>\n@a.md',
  'text\n<div>\n@a.md',
  '<script>\n\n@a.md\n</script>\n',
  '<br/>\n@a.md',
  '[@a.md][nope]',
  '![@a.md](x)',
  '| a |\n|---|\n| x `y @a.md z` |',
  '<!-- a --> <!-- @a.md -->',
  '<?x @a.md ?>',
  'a <i>x `@a.md` </i>',
  '\t```\n\t@a.md\n\t```',
  'Read:@a.md',
  '1. a\n\n        @a.md',
  '- a\n\n        @a.md',
  '>     @a.md',
  '<https://a.b/@a.md> x',
  '-     @a.md',
  '- a\n  - b\n\n          @a.md',
  '#### x\n```js\n@a.md\n```',
];

const pathsIn = (text: string) => [...new Set(findImports(text).map(({ path }) => path))];

describe('imports are found where Claude Code finds them', () => {
  it.each(imports)('%j', (text) => {
    expect(pathsIn(`${text}\n`)).toContain('a.md');
    expect(pathsIn(text.replaceAll('\n', '\r\n'))).toContain('a.md');
  });

  it.each(named)('%j: %j', (text, path) => expect(pathsIn(`${text}\n`)).toEqual([path]));

  it.each(none)('not in %j', (text) => {
    expect(pathsIn(`${text}\n`)).not.toContain('a.md');
    expect(pathsIn(text.replaceAll('\n', '\r\n'))).not.toContain('a.md');
  });

  it.each(['- ', '> ', '* ', '1. ', '@a ', '<!-- @a ', '`@a ``', '[@a', '**@a '])(
    'in any number of %j',
    (piece) => {
      for (const { path } of findImports(`${piece.repeat(20_000)}@a.md`)) expect(path).toMatch(/^a/);
    },
  );

  it('in any text, where they are said to stand', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { path, start, end } of findImports(text))
          expect(text.slice(start, end).replaceAll('\\ ', ' ')).toBe(path);
      }),
    );
  });
});

const pieces = [
  '@a.md',
  '@~/b c',
  '@',
  '\\ ',
  ' ',
  '\n',
  '\r\n',
  '- ',
  '    ',
  '`',
  '```\n',
  '> ',
  '# ',
  '<!--',
  '-->',
  '<b>',
  '**',
  '[',
  '](x)',
  '\t',
  '\ufeff',
  '\u{1f600}',
  '---\n',
];
const anyText = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })))
  .map((parts) => parts.join(''));

describe('a text with other imports', () => {
  it('is as it was but for them', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(rewriteImports(text, '', () => undefined)).toBe(text);
        const found = findImports(text);
        const written = rewriteImports(text, 'home/x', () => 'home/y/z.md');
        const between = [0, ...found.map(({ end }) => end)].map((from, index) =>
          text.slice(from, found[index]?.start),
        );
        expect(written).toBe(between.join('../y/z.md'));
      }),
    );
  });

  it.each([
    ['@x.md', '', 'home/.claude/x.md', '@./home/.claude/x.md'],
    ['@~/x.md', 'home/notes', 'home/x.md', '@../x.md'],
    ['@~/x y.md', 'home', 'home/x.md', '@./x.md y.md'],
    ['@x.md', 'home/notes', 'home/notes/x.md', '@x.md'],
    ['@./a/../x.md', 'home/notes', 'home/notes/x.md', '@./a/../x.md'],
    ['@../../../x.md', 'home', 'x.md', '@../x.md'],
    ['@/home/me/x.md', 'home', 'home/a b.md', '@./a\\ b.md'],
    ['@x.md#part *@x.md*', 'home', 'home/y.md', '@./y.md#part *@./y.md*'],
  ])('%j in %j to %j: %j', (text, folder, target, expected) => {
    expect(rewriteImports(text, folder, () => target)).toBe(expected);
  });
});

it.each([
  ['/home/me/notes/x.md', undefined],
  ['/home/me/.claude/x.md', undefined],
  ['/home/me/.claude/plans/x.md', linkedReasons.isPrivate('plans')],
  ['/home/me/.SSH/config', linkedReasons.secret('.ssh')],
  ['/home/me/app/.env.production', linkedReasons.secret('.env.production')],
  ['/home/me/app/x.env', linkedReasons.secret('x.env')],
  ['/home/me/app/environment.md', undefined],
])('an import of %s: %s', (path, why) => {
  expect(importRefusal(path, '/home/me', '/home/me/.claude', '/')).toBe(why);
});

it('goes by the ending of a name, as Claude Code does', () => {
  for (const name of ['a.md', 'a.MD', 'README', '.hidden', 'b.c/name', 'a.toml'])
    expect(isInstructions(`~/${name}`), name).toBe(true);
  for (const name of ['a.png', 'a.pem', 'a.md.gz', 'a.key'])
    expect(isInstructions(`~/${name}`), name).toBe(false);
});

it('knows what is mounted by its own name', () => {
  for (const path of ['~/.claude/rules/a.md', '~/.claude/skills/x/SKILL.md'])
    expect(isMounted(path), path).toBe(true);
  for (const path of [
    '~/.claude/rules',
    '~/.claude/x.md',
    '~/rules/a.md',
    'rules/a.md',
    '~/.claude/projects/a.md',
  ])
    expect(isMounted(path), path).toBe(false);
});

it('names no file by what would end the import', () => {
  for (const path of ['a.md', 'a b/c.md', 'a_b/\u00fc.md']) expect(canBeImported(path), path).toBe(true);
  for (const path of ['a#b', 'a\tb', 'a\u00a0b', 'a\nb', 'a\\b', 'a`b', 'a*b'])
    expect(canBeImported(path), path).toBe(false);
});
