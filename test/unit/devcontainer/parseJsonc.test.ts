import * as fc from 'fast-check';
import { createScanner, parseTree } from 'jsonc-parser';
import { expect, it } from 'vitest';
import { parseJsonc, Token } from '../../../core/src/devcontainer/parseJsonc.ts';
import { jsoncTexts } from '../support/jsoncText.ts';

it('a text is parsed once, for all who ask', () => {
  const text = '{"a": [1, 2]} // once';
  const { root } = parseJsonc(text);
  expect(parseJsonc(`${text.slice(0, 5)}${text.slice(5)}`).root).toBe(root);
  for (let index = 0; index < 20; index++) parseJsonc(`{"b": ${index}}`);
  expect(parseJsonc(text).root).toEqual(root);
  expect(parseJsonc(text).root).not.toBe(root);
});

it('says of every text what jsonc-parser says, in whatever order they come', () => {
  const texts = fc.array(fc.tuple(jsoncTexts, fc.nat()), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(texts, fc.array(fc.nat(), { maxLength: 20 }), (each, order) => {
      const sources = each.map(([{ text }, cut]) =>
        cut % 3 === 0 ? text.slice(0, cut % (text.length + 1)) : text,
      );
      for (const at of order) {
        const text = sources[at % sources.length] ?? '';
        const errors: unknown[] = [];
        const root = parseTree(text, errors as never, { allowTrailingComma: true });
        const parsed = parseJsonc(text);
        expect(JSON.stringify(parsed.root, withoutParent)).toBe(JSON.stringify(root, withoutParent));
        expect(parsed.errors).toEqual(errors);
      }
    }),
    { numRuns: 200 },
  );
});

const withoutParent = (key: string, value: unknown) => (key === 'parent' ? undefined : value);

it('stops where a text goes too deep, and nowhere else', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  expect(parseJsonc(nested(200)).tooDeepAt).toBeUndefined();
  expect(parseJsonc(nested(201))).toEqual({ root: undefined, errors: [], tooDeepAt: 200 });
  expect(parseJsonc(`[${'[],'.repeat(5000)}[]]`).tooDeepAt).toBeUndefined();
  expect(parseJsonc(`["${'['.repeat(5000)}"]`).tooDeepAt).toBeUndefined();
  expect(parseJsonc(`{"a":`.repeat(100_000)).tooDeepAt).toBe(1000);
  expect(parseJsonc('['.repeat(3_000_000)).tooDeepAt).toBe(200);
});

it('counts the depth as the scanner reads the text, whatever is in it', () => {
  const parts = fc.constantFrom(
    '[',
    '{',
    ']',
    '}',
    '"',
    '\\',
    '/',
    '/*',
    '*/',
    '//',
    '\n',
    '\r',
    'a',
    '\\u12',
    '[[[[[[',
  );
  const texts = fc.array(parts, { maxLength: 60 }).map((each) => each.join(''));
  fc.assert(
    fc.property(texts, (tail) => {
      const text = `${'['.repeat(195)}${tail}`;
      expect(parseJsonc(text).tooDeepAt).toBe(deepestBy(text));
    }),
    { numRuns: 3000 },
  );
});

function deepestBy(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let kind: number = scanner.scan(); kind !== Token.end; kind = scanner.scan()) {
    if (kind === Token.openBrace || kind === Token.openBracket) depth++;
    if (kind === Token.closeBrace || kind === Token.closeBracket) depth--;
    if (depth > 200) return scanner.getTokenOffset();
  }
  return undefined;
}

it('the tokens are named as jsonc-parser numbers them', () => {
  const scanner = createScanner('{}[],//\n/**/ \n');
  const kinds = Array.from({ length: 11 }, () => scanner.scan() as number);
  const {
    openBrace,
    closeBrace,
    openBracket,
    closeBracket,
    comma,
    lineComment,
    blockComment,
    lineBreak,
    trivia,
    end,
  } = Token;
  expect(kinds).toEqual([
    openBrace,
    closeBrace,
    openBracket,
    closeBracket,
    comma,
    lineComment,
    lineBreak,
    blockComment,
    trivia,
    lineBreak,
    end,
  ]);
});
