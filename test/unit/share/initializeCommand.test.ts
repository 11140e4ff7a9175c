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

it.each([
  'sh .devcontainer/claude-sessions-prepare.sh ${devcontainerId}',
  'sh "a b/claude-sessions-prepare.sh" ${devcontainerId} ; exit $? || powershell -NoProfile -ExecutionPolicy Bypass -File "a b/claude-sessions-prepare.ps1" ${devcontainerId}',
])('knows the forms of before: %s', (command) => {
  expect(prepareWords(command)).toEqual([]);
  expect(prepareWords(command.replaceAll('Id}', 'Id} compose app tasks'))).toEqual([
    'compose',
    'app',
    'tasks',
  ]);
});

it('is understood by a shell, which stops at the script, and by what has no exec', () => {
  const command = prepareCommand('.devcontainer/claude-sessions-prepare.sh', ['compose', 'app']);
  expect(command).toBe(
    'exec sh .devcontainer/claude-sessions-prepare.sh ${devcontainerId} compose app || powershell -NoProfile -ExecutionPolicy Bypass -File .devcontainer/claude-sessions-prepare.ps1 ${devcontainerId} compose app',
  );
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
