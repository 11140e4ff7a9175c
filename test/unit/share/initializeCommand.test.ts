import { expect, it } from 'vitest';
import { isPrepareCommand, prepareCommand, runsPrepare } from '../../../core/src/share/initializeCommand.ts';

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
])('does not take %j for its own', (command) => {
  expect(isPrepareCommand(command)).toBe(false);
});
