import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstValue } from '../../../core/src/verify/firstValue.ts';

/** As 2.1.329 and 2.1.197 were seen to read a line. */
describe('the first value of a line', () => {
  it.each([
    ['{"a":1}', { value: { a: 1 }, tail: false }],
    ['{"a":1}{"b":2}', { value: { a: 1 }, tail: true }],
    ['{"a":"}{"}garbage', { value: { a: '}{' }, tail: true }],
    ['{"a":"\\"}"}]', { value: { a: '"}' }, tail: true }],
    ['garbage{"a":1}', { value: undefined, tail: true }],
    ['{"a":', { value: undefined, tail: true }],
    ['{"a"}', { value: undefined, tail: true }],
    ['', { value: undefined, tail: true }],
    ['[1]', { value: [1], tail: false }],
  ])('of %s', (line, expected) => {
    expect(firstValue(line)).toMatchObject(expected);
  });

  it('is found before anything, and never throws', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (value, tail) => {
        expect(firstValue(JSON.stringify(value) + tail).value).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    fc.assert(fc.property(fc.string(), (line) => void firstValue(line)));
  });

  it('is found in a line as deep as it is long', () => {
    expect(firstValue(`${'['.repeat(1_000_000)}`).value).toBeUndefined();
    expect(firstValue(`${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}x`).tail).toBe(true);
  });
});
