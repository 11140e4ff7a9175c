import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { composeOverride } from '../../../core/src/prepare/composeOverride.ts';
import { defaultShareOptions } from '../../../core/src/share/options.ts';
import { projectSlug } from '../../../core/src/slug.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { handsFor, ID } from './hands.ts';
import { put } from './homes.ts';
import { makeFolder } from './shells.ts';

const base = newFolder();
const root = join(base, 'host');
const home = join(root, 'home');
const state = join(home, '.claude-sessions', ID);
/** No awk is in the way of finding a repository. */
const hands = handsFor(home).hands.filter(({ name }) => !name.includes('awk'));

const at = (path: string) => join(root, path);
const memoryOf = (path: string) => join(home, '.claude/projects', projectSlug(at(path)), 'memory');

function clear(): void {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
}

function git(folder: string, ...args: string[]): void {
  const who = ['user.name=a', 'user.email=a@b', 'protocol.file.allow=always'].flatMap((each) => ['-c', each]);
  execFileSync('git', ['-C', at(folder), ...who, ...args], {
    env: { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: '1' },
    stdio: 'pipe',
  });
}

/** A repository with one commit. */
function repository(path: string): void {
  makeFolder(at(path));
  git(path, 'init', '-q', '-b', 'main');
  git(path, 'commit', '-q', '--allow-empty', '-m', 'x');
}

function worktree(of: string, path: string): void {
  repository(of);
  git(of, 'worktree', 'add', '-q', at(path));
}

/** What makes `path` a worktree of the repository whose git directory is `common`, as far as files say. */
function forged(path: string, common: string, name = 'forged'): void {
  put(root, `${path}/.git`, `gitdir: ${at(common)}/worktrees/${name}\n`);
  put(root, `${common}/worktrees/${name}/commondir`, '../..\n');
  put(root, `${common}/worktrees/${name}/gitdir`, `${at(path)}/.git\n`);
}

interface Case {
  name: string;
  make(): void;
  /** The project's folder, `app` if not said. */
  workspace?: string;
  /** The folder by whose name its memory is filed; the project's own if not said. */
  root?: string;
}

/** As the real client has it: `test/docker/memory`. */
const honest: Case[] = [
  { name: 'no repository', make: () => makeFolder(at('app')) },
  { name: 'the top of a repository', make: () => repository('app') },
  {
    name: 'a sub-folder',
    make() {
      repository('mono');
      makeFolder(at('mono/packages/web app'));
    },
    workspace: 'mono/packages/web app',
    root: 'mono',
  },
  { name: 'a worktree', make: () => worktree('main', 'app'), root: 'main' },
  {
    name: 'a sub-folder of a worktree',
    make() {
      worktree('main', 'tree');
      makeFolder(at('tree/app'));
    },
    workspace: 'tree/app',
    root: 'main',
  },
  {
    name: 'a worktree inside',
    make: () => worktree('main', 'main/app'),
    workspace: 'main/app',
    root: 'main',
  },
  {
    name: 'a worktree with relative paths',
    make() {
      worktree('main', 'app');
      put(root, 'app/.git', 'gitdir: ../main/.git/worktrees/app\r\n');
      put(root, 'main/.git/worktrees/app/gitdir', '../../../../app/.git');
    },
    root: 'main',
  },
  {
    name: 'a worktree of a bare repository',
    make() {
      repository('one');
      git('one', 'clone', '-q', '--bare', at('one'), at('bare.git'));
      git('bare.git', 'worktree', 'add', '-q', at('app'));
    },
    root: 'bare.git',
  },
  {
    name: 'a submodule',
    make() {
      repository('lib');
      repository('main');
      git('main', 'submodule', '--quiet', 'add', at('lib'), 'app');
    },
    workspace: 'main/app',
  },
  {
    name: 'a git directory elsewhere',
    make() {
      makeFolder(at('app'));
      git('app', 'init', '-q', `--separate-git-dir=${at('elsewhere')}`);
    },
  },
  {
    name: 'a linked git directory',
    make() {
      repository('app');
      renameSync(at('app/.git'), at('elsewhere'));
      symlinkSync('../elsewhere', at('app/.git'));
    },
  },
  {
    name: 'a repository that is nothing but an empty .git',
    make() {
      makeFolder(at('some/.git'));
      makeFolder(at('some/app'));
    },
    workspace: 'some/app',
    root: 'some',
  },
  {
    name: 'a copy of a worktree',
    make() {
      worktree('main', 'tree');
      makeFolder(at('app'));
      put(root, 'app/.git', readFileSync(at('tree/.git'), 'utf8'));
    },
  },
  {
    name: 'a worktree whose repository is gone',
    make() {
      worktree('main', 'app');
      rmSync(at('main'), { recursive: true });
    },
  },
];

/** Another project's memory is what they are after. */
const hostile: Case[] = [
  {
    name: 'names another repository, which has no such worktree',
    make() {
      repository('victim');
      put(root, 'app/.git', `gitdir: ${at('victim')}/.git/worktrees/x\n`);
    },
  },
  {
    name: 'names the git directory of another repository',
    make() {
      repository('victim');
      put(root, 'app/.git', `gitdir: ${at('victim/.git')}\n`);
    },
  },
  {
    name: 'names the worktree of another repository, which names another folder',
    make() {
      worktree('victim', 'tree');
      put(root, 'app/.git', readFileSync(at('tree/.git'), 'utf8'));
    },
  },
  {
    name: 'names the worktree of another repository, whose .git has a second name here',
    make() {
      worktree('victim', 'tree');
      makeFolder(at('app'));
      linkSync(at('tree/.git'), at('app/.git'));
    },
  },
  {
    name: 'is a link to the .git of a worktree',
    make() {
      worktree('victim', 'tree');
      makeFolder(at('app'));
      symlinkSync('../tree/.git', at('app/.git'));
    },
  },
  {
    name: 'names a repository in the workspace, with the slug of a neighbour',
    make() {
      makeFolder(at('app-secret'));
      forged('app', 'app/secret/.git');
    },
  },
  {
    name: 'names one in the workspace by a way around',
    make() {
      forged('app', 'app/secret/.git');
      put(root, 'app/.git', 'gitdir: ../x/../app/./secret//.git/worktrees/forged');
    },
  },
  {
    name: 'has a common directory that does not hold it',
    make() {
      repository('victim');
      forged('app', 'app/.fake');
      put(root, 'app/.fake/worktrees/forged/commondir', at('victim/.git'));
    },
  },
  {
    name: 'leads through a link in the workspace',
    make() {
      worktree('victim', 'tree');
      makeFolder(at('app'));
      symlinkSync('../victim', at('app/way'));
      put(root, 'app/.git', `gitdir: ${at('app/way')}/.git/worktrees/tree\n`);
    },
  },
  { name: 'names itself', make: () => put(root, 'app/.git', 'gitdir: .git\n') },
  { name: 'names nothing', make: () => put(root, 'app/.git', 'gitdir:\n') },
  { name: 'is empty', make: () => put(root, 'app/.git', '') },
  { name: 'is something else', make: () => put(root, 'app/.git', `${at('victim')}\n`) },
  { name: 'is binary', make: () => put(root, 'app/.git', 'gitdir: \0\n\0/x\x01') },
  {
    name: 'is huge',
    make() {
      repository('victim');
      put(root, 'app/.git', `gitdir: ${at('')}${'./'.repeat(5_000_000)}`);
    },
  },
  {
    name: 'names many folders up',
    make: () => put(root, 'app/.git', `gitdir: ${'../'.repeat(1300)}etc/x\n`),
  },
  {
    name: 'names a folder whose files are pipes',
    make() {
      put(root, 'app/.git', 'gitdir: ./worktrees/x\n');
      makeFolder(at('app/worktrees/x'));
      execFileSync('mkfifo', [at('app/worktrees/x/commondir'), at('app/worktrees/x/gitdir')]);
    },
  },
  {
    name: 'is a pipe, so that nothing is there',
    make() {
      makeFolder(at('app'));
      execFileSync('mkfifo', [at('app/.git')]);
    },
  },
  {
    name: 'is a link to itself, so that nothing is there',
    make() {
      makeFolder(at('app'));
      symlinkSync('.git', at('app/.git'));
    },
  },
];

beforeEach(clear);

describe.each(hands)('the memory that is prepared by $name', (hand) => {
  it.each(honest)(
    'is that of the repository: $name',
    async ({ make, workspace = 'app', root = workspace }) => {
      make();
      expect(await hand.prepare(at(workspace))).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(readlinkSync(join(state, 'memory'))).toBe(memoryOf(root));
      for (const path of [root, workspace]) expect(existsSync(join(memoryOf(path), '.keep'))).toBe(true);
      expect(await hand.prepare(at(workspace))).toEqual({ status: 0, stdout: '', stderr: '' });
    },
  );

  it.each(hostile)('is the project’s own where .git $name', async ({ make }) => {
    make();
    expect(await hand.prepare(at('app'))).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readlinkSync(join(state, 'memory'))).toBe(memoryOf('app'));
  });

  it('stays what it was, whatever a container makes of the repository', async () => {
    repository('');
    repository('app');
    await hand.prepare(at('app'));
    rmSync(at('app/.git'), { recursive: true });
    const { status, stderr } = await hand.prepare(at('app'));
    expect(readlinkSync(join(state, 'memory'))).toBe(memoryOf('app'));
    expect(status).toBe(0);
    if (hand.name !== 'TypeScript') {
      expect(stderr).toBe(
        `claude-sessions: Claude Code now keeps this project's memory in ${memoryOf('')}, but the container still gets ${memoryOf('app')}. To change that, delete ${state}/memory (only the link) and rebuild.\n`,
      );
    }
    unlinkSync(join(state, 'memory'));
    await hand.prepare(at('app'));
    expect(readlinkSync(join(state, 'memory'))).toBe(memoryOf(''));
  });

  it('is linked in a folder that an earlier version prepared, and anew where the link leads nowhere', async () => {
    repository('app');
    await hand.prepare(at('app'));
    for (const target of [undefined, at('nowhere'), at('app'), join(home, '.claude/projects/-gone/memory')]) {
      unlinkSync(join(state, 'memory'));
      if (target) symlinkSync(target, join(state, 'memory'));
      expect(await hand.prepare(at('app'))).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(readlinkSync(join(state, 'memory'))).toBe(memoryOf('app'));
    }
  });

  it('is never what a link in its place leads to', async () => {
    repository('mono');
    makeFolder(at('mono/app'));
    makeFolder(at('keys'));
    for (const path of [memoryOf('mono'), join(memoryOf('mono'), '..'), memoryOf('mono/app')]) {
      rmSync(join(home, '.claude'), { recursive: true, force: true });
      mkdirSync(join(path, '..'), { recursive: true });
      symlinkSync(at('keys'), path);
      const { status, stderr } = await hand.prepare(at('mono/app'));
      expect(stderr).toContain(`${path} is a link, and what it leads to must not be mounted.`);
      expect(status).toBe(1);
    }
    expect(existsSync(state)).toBe(false);
  });

  it('is refused where something else has the link’s name', async () => {
    makeFolder(at('app'));
    makeFolder(join(state, 'memory'));
    const { status, stderr } = await hand.prepare(at('app'));
    expect(stderr).toBe(
      `claude-sessions: ${state}/memory is not a link. Move it away and start the dev container again.\n`,
    );
    expect(status).toBe(1);
  });
});

it('is mounted by the Compose file, over the folder of the project’s own name', () => {
  const text = composeOverride(
    { service: 'app', options: defaultShareOptions },
    { devcontainerId: ID, claudeFolder: '/c', preparedFolder: '/p' },
  );
  expect(text).toContain(
    "source: '/p/memory'\n        target: /mnt/claude-host/project/memory\n        read_only: true\n",
  );
});
