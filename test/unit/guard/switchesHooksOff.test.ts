import { expect, test } from 'vitest';
import { switchesHooksOff } from '../../../core/src/guard/switchesHooksOff.ts';

test.each([
  ['{"disableAllHooks": true}', true],
  ['\uFEFF{"model": "x", "disable\\u0041llHooks":true}', true],
  ['{"disableAllHooks": false, "disableAllHooks": true}', true],
  ['{"disableAllHooks": "true"}', false],
  ['{"disableAllHooks": false}', false],
  ['{"env": {"disableAllHooks": true}}', false],
  ['{"allowManagedHooksOnly": true}', false],
  ['{"x": "\\"disableAllHooks\\": true"}', false],
  ['[true]', false],
  ['null', false],
  ['', false],
  ['{{', false],
])('%s', (text, expected) => {
  expect(switchesHooksOff(text)).toBe(expected);
});

test('however deep it is nested', () => {
  expect(switchesHooksOff(`{"x": ${'['.repeat(5000)}${']'.repeat(5000)}, "disableAllHooks": true}`)).toBe(
    true,
  );
});
