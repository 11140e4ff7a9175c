import { expect, it } from 'vitest';
import {
  isPrepareCommand,
  prepareCommand,
  prepareWords,
  runsPrepare,
} from '../../../core/src/share/initializeCommand.ts';

const paths = [
  'claude-sessions-prepare.sh',
  '.devcontainer/claude-sessions-prepare.sh',
  '.devcontainer/my app/claude-sessions-prepare.sh',
  '.devcontainer/$(touch x)/claude-sessions-prepare.sh',
  '.devcontainer/it\'s; "so"/claude-sessions-prepare.sh',
  '.devcontainer/ünï/claude-sessions-prepare.sh',
  '-dash/claude-sessions-prepare.sh',
];

it.each(paths)('knows its own command again, for %s', (path) => {
  expect(isPrepareCommand(prepareCommand(path))).toBe(true);
  expect(runsPrepare(prepareCommand(path))).toBe(true);
});

it.each(paths)('tells the script more, and reads it back, for %s', (path) => {
  const words = ['compose', 'my-app_1.x', 'profile'];
  const command = prepareCommand(path, words);
  expect(prepareWords(command)).toEqual(words);
  expect(prepareWords(prepareCommand(path))).toEqual([]);
  expect(JSON.stringify(command).split('my-app_1.x profile')).toHaveLength(Array.isArray(command) ? 1 : 3);
});

it.each(paths.slice(3))('keeps %s from any shell', (path) => {
  expect(prepareCommand(path)).toEqual(['sh', `./${path}`, '${devcontainerId}']);
});

it.each([
  undefined,
  null,
  {},
  7,
  '',
  [],
  'sh setup.sh ${devcontainerId}',
  ['sh', 'setup.sh', '${devcontainerId}'],
  ['sh', 7, '${devcontainerId}'],
  'sh .devcontainer/claude-sessions-prepare.sh ${devcontainerId} && ./setup.sh',
  './setup.sh; sh .devcontainer/claude-sessions-prepare.sh ${devcontainerId}',
  'sh claude-sessions-prepare.sh.bak ${devcontainerId}',
  'sh claude-sessions-prepare.sh ${devcontainerId} compose $(id)',
  ['sh', './claude-sessions-prepare.sh', '${devcontainerId}', '$(id)'],
  ['sh', './claude-sessions-prepare.sh', '${devcontainerId}', 7],
])('does not take %j for its own', (command) => {
  expect(isPrepareCommand(command)).toBe(false);
});
