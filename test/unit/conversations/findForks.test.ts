import { expect, it } from 'vitest';
import { findForks } from '../../../core/src/conversations/findForks.ts';

const root = '0'.repeat(32);
const ids = (letters: string) => root + [...letters].map((letter) => letter.repeat(8)).join('');

const forks = (...all: [id: string, trail: string | undefined, bornAt?: number, forkedFrom?: string][]) =>
  Object.fromEntries(
    [
      ...findForks(
        all.map(([id, trail, bornAt, forkedFrom]) => ({
          ...{ id, trail, bornAt },
          forkedFrom: forkedFrom === undefined ? undefined : { id: forkedFrom },
        })),
      ),
    ].map(([id, { id: parent }]) => [id, parent]),
  );

it('a copy with the same first messages is a fork of the one that was there before', () => {
  expect(forks(['a', ids('abc'), 1], ['b', ids('abd'), 2])).toEqual({ b: 'a' });
  expect(forks(['b', ids('abd'), 2], ['a', ids('abc'), 1])).toEqual({ b: 'a' });
  expect(forks(['a', root, 1], ['b', root, 2])).toEqual({ b: 'a' });
});

it('others are none', () => {
  expect(forks(['a', ids('a'), 1], ['b', `1${ids('a').slice(1)}`, 2], ['c', undefined, 3])).toEqual({});
});

it('the parent is that with which the most is the same', () => {
  expect(forks(['a', ids('abc'), 1], ['b', ids('ade'), 2], ['c', ids('adf'), 3])).toEqual({ b: 'a', c: 'b' });
});

it('of two with as much the same it is that of which the other is a fork', () => {
  expect(forks(['a', ids('abcd'), 1], ['b', ids('abxy'), 2], ['c', ids('abz'), 3])).toEqual({
    b: 'a',
    c: 'a',
  });
});

it('where that cannot be told, they are left apart', () => {
  expect(forks(['a', ids('ab'), 1], ['b', ids('ab'), 1])).toEqual({});
  expect(forks(['a', ids('ab')], ['b', ids('ab')])).toEqual({});
  expect(forks(['a', ids('ab'), 1, 'x'], ['b', ids('ab'), 1, 'y'], ['c', ids('ab'), 2])).toEqual({});
});

it('one that says of which it is a fork is not asked', () => {
  expect(forks(['a', ids('ab'), 1], ['b', ids('ab'), 2, 'x'])).toEqual({});
});

it('one that lies in two places is no fork of itself', () => {
  expect(forks(['a', ids('ab'), 1], ['a', ids('ab'), 2])).toEqual({});
});

it('a circle of what they say ends', () => {
  expect(forks(['a', ids('ab'), 1, 'b'], ['b', ids('ab'), 2, 'a'], ['c', ids('ab'), 3])).toEqual({ c: 'a' });
});

it('thousands with one beginning, as only a container makes them, are left apart', () => {
  const many = Array.from({ length: 5000 }, (_, at) => [`${at}`, ids('a'), at] as [string, string, number]);
  expect(forks(...many)).toEqual({});
});
