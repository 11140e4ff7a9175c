import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addWorktree, planWorktree } from '../../../cli/src/conversations/branch/addWorktree.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);

const repository = () => {
  const folder = join(realpathSync(newFolder()), 'app');
  git('/', 'init', '--quiet', folder);
  git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'one');
  return folder;
};

test('a program that the repository names once it was looked at does not run', async () => {
  const folder = repository();
  const wanted = await planWorktree(folder, { name: 'w', folder: undefined });
  git(folder, 'config', 'filter.x.smudge', 'evil');
  await expect(addWorktree(wanted)).rejects.toThrow('names a program that would run: filter.x.smudge');
  expect(existsSync(wanted.folder)).toBe(false);
});

test('hooks of the configuration, which Git 2.54 and later runs, are such programs', async () => {
  const folder = repository();
  git(folder, 'config', 'hook.x.event', 'post-checkout');
  git(folder, 'config', 'hook.x.command', 'evil');
  await expect(planWorktree(folder, { name: 'w', folder: undefined })).rejects.toThrow(
    'names a program that would run: hook.x.event',
  );
});
