import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { mountedItems } from '../../../cli/src/approval/mountedFolder.ts';
import { findRepository } from '../../../cli/src/host/gitRepository.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

let root: string;
let repository: string;
let folder: string;

beforeEach(() => {
  root = newFolder();
  repository = join(root, 'home/repository');
  folder = join(repository, 'app');
  mkdirSync(folder, { recursive: true });
});

const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' });
const mounted = async (named = folder, config: object = {}) => {
  const workspace = { folder: named, realFolder: realpathSync(named) };
  const items = await mountedItems(workspace as Parameters<typeof mountedItems>[0], config);
  return items.map(({ text }) => text);
};
function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

describe('the folder that is mounted by default', () => {
  it('is no item where it is the workspace folder, and one where it is the repository around it', async () => {
    expect(await mounted()).toEqual([]);
    git(repository, 'init', '-q');
    expect(await mounted(repository)).toEqual([]);
    expect(await mounted()).toEqual([`${repository}, the git repository around the workspace folder`]);
    expect(await mounted(folder, { workspaceMount: '' })).toEqual([]);
    expect(await mounted(folder, { dockerComposeFile: 'c.yml' })).toEqual([]);
  });

  it.each<[string, (top: string) => void]>([
    ['names another', (top) => git(top, 'config', 'core.worktree', join(root, 'home'))],
    ['names it by a path in it', (top) => git(top, 'config', 'core.worktree', '../..')],
    [
      'takes it from the file of a worktree',
      (top) => {
        git(top, 'config', 'extensions.worktreeConfig', 'true');
        write(join(top, '.git/config.worktree'), `[core]\n\tworktree = ${join(root, 'home')}\n`);
      },
    ],
    [
      'is that of a git directory in the workspace',
      (top) => {
        git(folder, 'init', '-q', '--bare', 'evil');
        git(join(folder, 'evil'), 'config', 'core.bare', 'false');
        git(join(folder, 'evil'), 'config', 'core.worktree', join(root, 'home'));
        rmSync(join(top, '.git'), { recursive: true });
        write(join(top, '.git'), 'gitdir: app/evil\n');
      },
    ],
  ])('is refused when the configuration %s', async (_, change) => {
    git(repository, 'init', '-q');
    change(repository);
    for (const each of [folder, repository]) {
      const error = await mounted(each).catch((error) => error);
      expect(error.message).toContain(`would mount ${join(root, 'home')} into the container`);
      expect(error.hint).toContain('config --unset core.worktree');
    }
  });

  it('is that of the real folder or refused, where a link leads to the workspace', async () => {
    git(repository, 'init', '-q');
    const link = join(root, 'home/link');
    symlinkSync(folder, link);
    await expect(mounted(link)).rejects.toThrow(`would mount ${join(root, 'home')} into`);
  });

  it('is a submodule or a worktree, whose configuration names it honestly', async () => {
    const who = ['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'protocol.file.allow=always'];
    git(repository, 'init', '-q');
    git(repository, ...who, 'commit', '-q', '--allow-empty', '-m', 'x');
    const other = join(root, 'home/other');
    git(root, 'clone', '-q', repository, other);
    git(other, ...who, 'submodule', '--quiet', 'add', repository, 'sub');
    git(other, 'worktree', 'add', '-q', join(root, 'home/tree'));
    expect(git(join(other, 'sub'), 'config', 'core.worktree')).not.toBe('');
    expect(await mounted(join(other, 'sub'))).toEqual([]);
    expect(await mounted(join(root, 'home/tree'))).toEqual([]);
  });

  it('runs nothing of the repository', async () => {
    git(repository, 'init', '-q');
    const evil = join(repository, 'evil.sh');
    write(evil, `#!/bin/sh\ntouch ${join(root, 'ran')}\n`);
    execFileSync('chmod', ['+x', evil]);
    for (const name of ['core.fsmonitor', 'core.sshCommand', 'core.pager', 'core.editor', 'alias.rev-parse'])
      git(repository, 'config', name, name.startsWith('alias') ? `!${evil}` : evil);
    await mounted();
    await expect(async () => realpathSync(join(root, 'ran'))).rejects.toThrow('ENOENT');
  });
});

describe('a repository is found as git finds it', () => {
  const head = 'ref: refs/heads/main\n';
  it.each<[string, () => void]>([
    ['nothing', () => undefined],
    ['an empty HEAD', () => write(join(folder, '.git/HEAD'), '')],
    ['a HEAD alone', () => write(join(folder, '.git/HEAD'), head)],
    [
      'no refs',
      () => {
        write(join(folder, '.git/HEAD'), head);
        mkdirSync(join(folder, '.git/objects'));
      },
    ],
    [
      'a HEAD that names nothing',
      () => {
        write(join(folder, '.git/HEAD'), 'x');
        mkdirSync(join(folder, '.git/objects'));
        mkdirSync(join(folder, '.git/refs'));
      },
    ],
    ['a link to nowhere', () => symlinkSync('/nowhere', join(folder, '.git'))],
    ['a link to a folder that is none', () => symlinkSync(repository, join(folder, '.git'))],
    [
      'a directory that is one',
      () => {
        write(join(folder, '.git/HEAD'), head);
        mkdirSync(join(folder, '.git/objects'));
        mkdirSync(join(folder, '.git/refs'));
      },
    ],
    [
      'a commit as HEAD, and the rest elsewhere',
      () => {
        write(join(folder, '.git/HEAD'), 'a'.repeat(40));
        write(join(folder, '.git/commondir'), '../../.git\n');
      },
    ],
    ['a link to one', () => symlinkSync('../.git', join(folder, '.git'))],
    ['a file that names one', () => write(join(folder, '.git'), 'gitdir: ../.git')],
  ])('%s in the place of .git', async (_, plant) => {
    git(repository, 'init', '-q');
    plant();
    const { top } = (await findRepository(folder)) ?? {};
    expect(top).toBe(realpathSync(git(folder, 'rev-parse', '--show-toplevel').trim()));
  });
});
