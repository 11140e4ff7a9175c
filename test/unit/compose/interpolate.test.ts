import { expect, it } from 'vitest';
import { interpolate } from '../../../core/src/compose/interpolate.ts';

const env: Record<string, string> = { HOME: '/home/me', EMPTY: '', Name_2: 'x' };
const of = (text: string) => interpolate(text, (name) => env[name]);

it.each([
  ['$HOME/.claude', '/home/me/.claude'],
  ['${HOME}/.claude', '/home/me/.claude'],
  ['a$$b', 'a$b'],
  ['$${HOME}', '${HOME}'],
  ['$Name_2-y', 'x-y'],
  ['${NONE}/.claude', '/.claude'],
  ['${NONE:-~}/.claude', '~/.claude'],
  ['${NONE-~}', '~'],
  ['${EMPTY:-full}', 'full'],
  ['${EMPTY-full}', ''],
  ['${NONE:-${HOME:-/root}/x}/y', '/home/me/x/y'],
  ['${HOME:?must be set}', '/home/me'],
  ['${EMPTY?}', ''],
  ['${HOME:+there}', 'there'],
  ['${EMPTY:+there}', ''],
  ['${EMPTY+there}', 'there'],
])('%s is %s', (text, value) => {
  expect(of(text)).toEqual({ value });
});

it.each([
  ['${REQUIRED:?say why}', 'REQUIRED is not set'],
  ['${REQUIRED?}', 'REQUIRED is not set'],
  ['${EMPTY:?}', 'EMPTY is not set'],
  ['${NONE:-${REQUIRED:?}}', 'REQUIRED is not set'],
  ['${HOME', 'a `${` in it has no end'],
  ['${1}', 'a `${` in it begins no variable'],
  ['5$', 'a `$` in it begins no variable'],
  ['${A:-'.repeat(30) + '}'.repeat(30), 'its variables are nested too deep'],
])('%s is not known', (text, unknown) => {
  expect(of(text)).toEqual({ unknown });
});
