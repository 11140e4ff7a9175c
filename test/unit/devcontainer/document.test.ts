import * as fc from 'fast-check';
import { getNodeValue } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import {
  documentSource,
  documentValue,
  parseDocument,
  positionOf,
} from '../../../core/src/devcontainer/document.ts';

const firstError = (source: string) => {
  const { errors } = parseDocument(source);
  const [error] = errors;
  return error && `${error.line}:${error.column} ${error.message}`;
};

describe('documentValue', () => {
  const texts = [
    '{"a": 1, "b": {"c": [null, {"d": ""}]}, "a": 2, "": true, "e":}',
    '{"a": {"__proto__": 1}, "__proto__": {"x": 1}}',
    '{"toString": 1, "constructor": {}',
    '[1, {"a": 2}]',
    '"text"',
    '',
  ];

  it.each(texts)('is what jsonc-parser makes of %s', (text) => {
    const document = parseDocument(text);
    const expected = document.root && getNodeValue(document.root);
    expect(JSON.stringify(documentValue(document))).toBe(JSON.stringify(expected));
    expect(documentValue(document)).toEqual(expected);
  });

  it('gives the same member each time', () => {
    const document = parseDocument('{"a": {"b": 1}}');
    const value = documentValue(document) as { a: object };
    expect(value.a).toBe(value.a);
    expect(documentValue(document)).toBe(value);
  });
});

describe('parseDocument', () => {
  it('takes comments and trailing commas', () => {
    const document = parseDocument('// head\n{ "image": "x", /* y */ "mounts": ["a",], }\n// tail\n');
    expect(document.errors).toEqual([]);
    expect(documentValue(document)).toEqual({ image: 'x', mounts: ['a'] });
  });

  it('sets a byte order mark aside and gives it back', () => {
    const source = '\uFEFF{"a": 1}';
    const document = parseDocument(source);
    expect(document).toMatchObject({ bom: true, text: '{"a": 1}', errors: [] });
    expect(documentSource(document)).toBe(source);
  });

  it.each([
    ['{\r\n    "a": 1\r\n}', '\r\n', '    '],
    ['{\n\t"a": 1\n}', '\n', '\t'],
    ['{\n  // x\n  "a": 1\n}', '\n', '  '],
    ['{"a": 1}', '\n', '\t'],
    ['', '\n', '\t'],
  ])('sees how %j is laid out', (source, eol, indent) => {
    expect(parseDocument(source)).toMatchObject({ eol, indent });
  });

  it.each([
    ['', '1:1 the file is empty'],
    ['// only this\n', '2:1 the file is empty'],
    ['{"a":', '1:6 value expected'],
    ['{\n  "a" 1\n}', '2:7 colon expected'],
    ['{\r\n  "a": 1\r\n  "b": 2\r\n}', '3:3 comma expected'],
    ['{"a": "x\n"}', '1:7 unexpected end of string'],
    ['{"a": 1', '1:8 close brace expected'],
    ['{"a": 1}}', '1:9 end of file expected'],
    ['[1]', '1:1 an object is expected here, not an array'],
    ['null', '1:1 an object is expected here, not null'],
    ['{"features": ["x"]}', '1:14 an object for "features" is expected here, not an array'],
    ['{"mounts": "x"}', '1:12 an array for "mounts" is expected here, not a string'],
    ['{"remoteEnv": 1}', '1:15 an object for "remoteEnv" is expected here, not a number'],
    [
      '{"initializeCommand": true}',
      '1:23 a string or an array or an object for "initializeCommand" is expected here, not a boolean',
    ],
    ['{"a": 1, "b": 2,\n"a": 3}', '2:1 "a" is here a second time; keep one of the two'],
    ['{"features": {"x": {}, "x": {}}}', '1:24 "x" is here a second time; keep one of the two'],
    [
      '{"a": 1,\n"__proto__": {"privileged": true}}',
      '2:1 "__proto__" makes the tools read members that cannot be seen here; remove it',
    ],
    [
      '{"customizations": {"x": [{"_\\u005fproto__": {}}]}}',
      '1:28 "__proto__" makes the tools read members that cannot be seen here; remove it',
    ],
  ])('says where %j is wrong', (source, error) => {
    expect(firstError(source)).toBe(error);
  });

  it.each([
    '{"features": null, "mounts": null}',
    '{"initializeCommand": {"a": ["x"]}}',
    '{"customizations": {"a": 1, "a": 2}}',
    '{"constructor": 1, "toString": 2, "x": "__proto__"}',
  ])('has nothing against %s', (source) => {
    expect(parseDocument(source).errors).toEqual([]);
  });

  it('refuses what is nested too deep, instead of going down with it', () => {
    const document = parseDocument(`{"a": ${'['.repeat(200_000)}`);
    expect(document.root).toBeUndefined();
    expect(document.errors[0]).toMatchObject({
      message: 'nested more than 200 levels deep',
      line: 1,
      column: 206,
    });
    expect(parseDocument(`{"a": ${'['.repeat(199)}${']'.repeat(199)}}`).errors).toEqual([]);
  });

  it('is done at once with a large file that is nothing but errors', () => {
    // Of this process: other tests run beside it.
    const before = process.cpuUsage();
    expect(parseDocument(`{${'"a" 1,\n'.repeat(100_000)}`).errors).toHaveLength(20);
    const repeated = `{${'"a": 1,\n'.repeat(200_000)}}`;
    expect(parseDocument(repeated).errors).toHaveLength(20);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(5_000);
  });

  it('never throws', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '//',
      '/*',
      '*/',
      '\n',
      '\r',
      'null',
      '1',
      '"features"',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 30 }), (parts) => {
        const document = parseDocument(parts.join(''));
        documentValue(document);
        if (document.errors.length === 0) expect(document.root?.type).toBe('object');
      }),
      { numRuns: 2000 },
    );
  });
});

it('positionOf counts from 1', () => {
  expect(positionOf('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(positionOf('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
});
