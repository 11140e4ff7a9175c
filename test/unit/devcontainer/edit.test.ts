import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';
import {
  appendItem,
  nodeAt,
  removeAt,
  replaceAt,
  setMember,
  unwrapAt,
  wrapAt,
} from '../../../core/src/devcontainer/edit.ts';

/** What is between «…» is not there before the edit; what is between ‹…› is not there after it. */
function edited(marked: string): { before: string; after: string } {
  return {
    before: marked.replace(/«[^»]*»/g, '').replace(/[‹›]/g, ''),
    after: marked.replace(/‹[^›]*›/g, '').replace(/[«»]/g, ''),
  };
}

const layoutOf = (text: string) => parseDocument(text);

describe('setMember', () => {
  const addsB = (marked: string, path: string[] = []) => {
    const { before, after } = edited(marked);
    expect(setMember(before, path, 'b', 2, layoutOf(before))).toBe(after);
    expect(removeAt(after, [...path, 'b'])).toBe(before);
  };

  it.each([
    ['a plain object', '{\n  "a": 1«,\n  "b": 2»\n}\n'],
    ['a comment at the end of the last line', '{\n  "a": 1«,» // about a«\n  "b": 2»\n}\n'],
    ['a block comment there', '{\n\t"a": 1«,» /* about a */«\n\t"b": 2»\n}'],
    ['two comments there', '{\n\t"a": 1«,» /* x */ // y«\n\t"b": 2»\n}'],
    ['comments on lines below', '{\n  "a": 1«,\n  "b": 2»\n  // "c": 3\n  /* end */\n}\n'],
    ['a trailing comma', '{\n  "a": 1,«\n  "b": 2,»\n}\n'],
    ['a trailing comma and a comment', '{\n  "a": 1, // about a«\n  "b": 2,»\n}\n'],
    ['a comma behind a comment', '{\n  "a": 1 /* about a */,«\n  "b": 2,»\n}\n'],
    ['CRLF', '{\r\n    "a": 1«,» // x«\r\n    "b": 2»\r\n}\r\n'],
    ['blanks at the end of the line', '{\n  "a": 1«,»  «\n  "b": 2»\n}'],
    ['one line', '{ "a": 1«, "b": 2» }'],
    ['one line without blanks', '{"a":1«, "b": 2»}'],
    ['one line with a comment in it', '{ "a": 1«,» /* about a */« "b": 2» }'],
    ['one line that a comment ends', '{ "a": 1«,» // about a«\n\t"b": 2»\n}'],
    ['commas in front', '{ "a": 1\n, "c": 3«,\n"b": 2»\n}'],
    ['the brace behind the last member', '{\n  "a": 1«,\n  "b": 2»}'],
    ['a last member of several lines', '{\n  "a": {\n    "x": 1\n  }«,\n  "b": 2»\n}'],
    ['a string that looks like a comment', '{\n  "a": "// x"«,\n  "b": 2»\n}'],
    ['no line end at the end', '// head\n{\n  "a": 1«,\n  "b": 2»\n}'],
  ])('adds behind the last member: %s', (_, marked) => addsB(marked));

  it.each([
    ['an empty file', '{«\n\t"b": 2\n»}', []],
    ['an empty object', '{\n  "f": {«\n    "b": 2\n  »}\n}', ['f']],
    ['an empty object of one line', '{"f": {«"b": 2»}}', ['f']],
    ['nested twice', '{\n  "f": {\n    "g": { "a": 1«, "b": 2» }\n  }\n}', ['f', 'g']],
  ])('adds to %s', (_, marked, path) => addsB(marked, path as string[]));

  it.each([
    ['{ // none yet\n}', '{ // none yet\n\t"b": 2\n}'],
    ['{\n  // "x": {}\n}\n', '{\n  // "x": {}\n\t"b": 2\n}\n'],
    ['{ /* none */ }', '{ /* none */\n\t"b": 2\n}'],
  ])('keeps the comments of an empty object: %j', (before, after) => {
    expect(setMember(before, [], 'b', 2, layoutOf(before))).toBe(after);
  });

  it('makes the objects that are missing, and takes the place of null', () => {
    const text = '{\n  "a": 1\n}';
    expect(setMember(text, ['f', 'g'], 'b', {}, layoutOf(text))).toBe(
      '{\n  "a": 1,\n  "f": {\n    "g": {\n      "b": {}\n    }\n  }\n}',
    );
    expect(setMember('{\n  "f": null\n}', ['f'], 'b', 2, layoutOf(text))).toBe(
      '{\n  "f": {\n    "b": 2\n  }\n}',
    );
  });

  it('replaces in place', () => {
    const text = '{\r\n\t"b": 1, // b\r\n\t"c": 2\r\n}';
    expect(setMember(text, [], 'b', { x: 1 }, layoutOf(text))).toBe(
      '{\r\n\t"b": {\r\n\t\t"x": 1\r\n\t}, // b\r\n\t"c": 2\r\n}',
    );
    expect(setMember('{"b": 1}', [], 'b', { x: [1] }, layoutOf(text))).toBe('{"b": { "x": [1] }}');
  });
});

describe('appendItem', () => {
  it.each([
    ['lines', '{\n  "m": [\n    "a"«,» // about a«\n    "b"»\n  ]\n}'],
    ['one line', '{ "m": ["a"«, "b"»] }'],
    ['one line in a file of many', '{\n  "m": ["a"«, "b"»]\n}'],
    ['an object and then a string', '{\n  "m": [{\n    "x": 1\n  }«, "b"»]\n}'],
    ['empty', '{\n  "m": [«\n    "b"\n  »]\n}'],
  ])('adds at the end: %s', (_, marked) => {
    const { before, after } = edited(marked);
    expect(appendItem(before, ['m'], 'b', { eol: '\n', indent: '  ' })).toBe(after);
    const last = (nodeAt(after, ['m'])?.children?.length ?? 0) - 1;
    expect(removeAt(after, ['m', last])).toBe(before);
  });

  it('makes the array when there is none', () => {
    expect(appendItem('{\n  "a": 1\n}', ['m'], 'b', { eol: '\n', indent: '  ' })).toBe(
      '{\n  "a": 1,\n  "m": [\n    "b"\n  ]\n}',
    );
  });
});

describe('removeAt', () => {
  it.each([
    ['the first line', '{\n‹  "b": 2,\n›  "a": 1\n}'],
    ['a line in the middle', '{\n  "a": 1,\n‹  "b": 2,\n›  "c": 3\n}'],
    ['a member of many lines', '{\n  "a": 1,\n‹  "b": {\n    "x": [\n      1\n    ]\n  },\n›  "c": 3\n}'],
    ['what leaves its comment', '{\n  ‹"b": 2, ›// about b\n  "a": 1\n}'],
    ['the last one and the comma before', '{\n  "a": 1‹,› // about a\n‹  "b": 2\n›}'],
    ['the first on a line', '{\n  ‹"b": 2, ›"a": 1\n}'],
    ['the last on a line', '{\n  "a": 1,‹ "b": 2,›\n  "c": 3\n}'],
    ['in one line, the first', '{‹ "b": 2,› "a": 1 }'],
    ['in one line, the last', '{ "a": 1‹, "b": 2› }'],
    ['behind a comment', '{\n  /* b */‹ "b": 2,›\n  "a": 1\n}'],
    ['between a comment above and a comment below', '{\n  // above\n‹  "b": 2\n›  // below\n}'],
    ['the only one', '{‹\n  "b": 2\n›}'],
    ['a comma on a line of its own', '{\n  "a": 1\n‹  ,\n  "b": 2\n›}'],
  ])('takes out %s', (_, marked) => {
    const { before, after } = edited(marked);
    expect(removeAt(before, ['b'])).toBe(after);
  });

  it.each([
    ['[1, 2, 3]', 0, '[2, 3]'],
    ['[1, 2, 3]', 1, '[1, 3]'],
    ['[1, 2, 3]', 2, '[1, 2]'],
    ['[1]', 0, '[]'],
  ])('takes out of %s item %i', (array, index, after) => {
    expect(removeAt(`{"m": ${array}}`, ['m', index])).toBe(`{"m": ${after}}`);
  });

  it('leaves a text alone where there is nothing to take out', () => {
    expect(removeAt('{"a": 1}', ['b'])).toBe('{"a": 1}');
    expect(removeAt('{"a": 1}', [])).toBe('{"a": 1}');
    expect(removeAt('', ['b'])).toBe('');
  });
});

it('removeAt puts no bracket behind a comment, though what is left would happen to be valid', () => {
  const text = '{"m":[ // c\n1, // c\n2,],"//":[null, // c\n""]}';
  expect(removeAt(text, ['m', 1])).toBe('{"m":[ // c\n1, // c\n],"//":[null, // c\n""]}');
});

describe('wrapAt', () => {
  it.each([
    ['a text', '{\n  "c": «{\n    "w": »"x y"«\n  }», // c\n  "d": 1\n}'],
    ['an array with comments', '{\n  "c": «{\n    "w": »[ // a\n    "x", /* b */\n  ]«\n  }»\n}'],
    ['what stands in one line', '{ "c": «{ "w": »["x" ,"y" ]« } »}'.replace(' } »', ' }» ')],
  ])('keeps %s as it is written; unwrapAt gives it back', (_, marked) => {
    const { before, after } = edited(marked);
    expect(wrapAt(before, ['c'], 'w', layoutOf(before))).toBe(after);
    expect(unwrapAt(after, ['c'], 'w')).toBe(before);
  });

  it('makes a list of what has no name', () => {
    expect(wrapAt('{"c": "\\u0061"}', ['c'], undefined, { eol: '\n', indent: '  ' })).toBe(
      '{"c": ["\\u0061"]}',
    );
    const text = '{\n  "c": "a", // a\n}';
    expect(wrapAt(text, ['c'], undefined, layoutOf(text))).toBe('{\n  "c": [\n    "a"\n  ], // a\n}');
  });

  it('neither loses a comment, nor fails on a place that is not there', () => {
    const text = '{"c": { /* why */ "w": 1 }, "d": {"w": 1, "x": 2}}';
    expect(unwrapAt(text, ['c'], 'w')).toBe(text);
    expect(unwrapAt(text, ['d'], 'w')).toBe(text);
    expect(unwrapAt(text, ['e'], 'w')).toBe(text);
    expect(wrapAt(text, ['e'], 'w', layoutOf(text))).toBe(text);
  });
});

it('replaceAt replaces an item and leaves its comments', () => {
  const text = '{\n  "m": [\n    "a", // a\n    "b" // b\n  ]\n}';
  expect(replaceAt(text, ['m', 0], 'x', layoutOf(text))).toBe(text.replace('"a"', '"x"'));
  expect(replaceAt(text, ['m', 7], 'x', layoutOf(text))).toBe(text);
});
