import { expect, it } from 'vitest';
import { insideDirectory } from '../../../../cli/src/conversations/resume/insideDirectory.ts';

it.each([
  ['/home/me/app', ''],
  ['/home/me/app/packages/web', 'packages/web'],
  ['/home/me/app/', ''],
  ['/home/me/app-2', '/home/me/app-2'],
  ['/workspaces/app/packages/web', '/workspaces/app/packages/web'],
  ['packages', ''],
  ['-P', ''],
  ['/a\0b', ''],
  [`/${'x'.repeat(5000)}`, ''],
  [undefined, ''],
])('of %j the container tries %j', (cwd, directory) => {
  expect(insideDirectory(cwd, '/home/me/app')).toBe(directory);
});
