import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, planCode, rollBackCode } from '../../../../cli/src/snapshots/rollbackCode.ts';
import { snapshotCode } from '../../../../cli/src/snapshots/snapshotCode.ts';
import { put } from '../../../harness/place/Place.ts';
import { hashTree } from '../../../harness/project/transcripts.ts';
import { SnapshotPlace } from './SnapshotPlace.ts';

let place: SnapshotPlace;
const git = (...args: string[]) =>
  execFileSync('git', ['-C', place.folder, '-c', 'user.name=x', '-c', 'user.email=x@x', ...args], {
    encoding: 'utf8',
  });
beforeEach(() => {
  place = new SnapshotPlace();
  git('init', '--quiet', '--initial-branch=main');
  place.write('a.txt', 'a\n');
  place.write('.gitignore', 'ignored\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
});
afterEach(() => place.remove());

describe('the code beside a snapshot', () => {
  it('is the commit, and what is not committed as another that no branch has', async () => {
    const commit = git('rev-parse', 'HEAD').trim();
    expect(await snapshotCode(place.folder, true)).toEqual({ commit, branch: 'main' });
    place.write('a.txt', 'changed\n');
    place.write('new/b.txt', 'b\n');
    place.write('ignored', 'x');
    const status = git('status', '--porcelain');
    const code = await snapshotCode(place.folder, true);
    expect(git('show', `${code?.work}:new/b.txt`)).toBe('b\n');
    expect(git('ls-tree', '-r', '--name-only', `${code?.work}`).split('\n')).not.toContain('ignored');
    expect([git('status', '--porcelain'), git('branch', '--all').trim()]).toEqual([status, '* main']);
    git('gc', '--quiet', '--prune=now');
    expect(await snapshotCode(place.folder, true)).toEqual(code);
  });

  it('is the commit alone where nobody asked for it: nothing is written to the repository', async () => {
    place.write('a.txt', 'changed\n');
    const state = () => hashTree(place.folder);
    const before = state();
    expect(await snapshotCode(place.folder, false)).toEqual({
      commit: git('rev-parse', 'HEAD').trim(),
      branch: 'main',
    });
    expect(state()).toEqual(before);
  });

  it('is not asked of git where its configuration names a program, nor do hooks run', async () => {
    const mark = join(place.root, 'ran');
    for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout', 'pre-commit']) {
      const path = place.write(`.git/hooks/${hook}`, `#!/bin/sh\ntouch ${mark}\n`);
      execFileSync('chmod', ['755', path]);
    }
    place.write('a.txt', 'changed\n');
    const code = await snapshotCode(place.folder, true);
    expect([typeof code?.work, existsSync(mark)]).toEqual(['string', false]);
    await rollBackCode(await planCode(place.folder, code?.commit ?? ''));
    expect([readFileSync(join(place.folder, 'a.txt'), 'utf8'), existsSync(mark)]).toEqual(['a\n', false]);
    git('config', 'filter.x.clean', `touch ${mark}; cat`);
    place.write('.gitattributes', '* filter=x\n');
    expect(await snapshotCode(place.folder, true)).toBe(undefined);
    expect(existsSync(mark)).toBe(false);
  });

  it('is of no file outside of the folder, and of no other repository', async () => {
    const secret = join(place.root, 'secret');
    put(join(secret, 'key.txt'), 'secret');
    git('config', 'core.worktree', secret);
    place.write('untracked.txt', 'u\n');
    const code = await snapshotCode(place.folder, true);
    expect(git('ls-tree', '-r', '--name-only', `${code?.work}`).trim().split('\n')).toEqual([
      '.gitignore',
      'a.txt',
      'untracked.txt',
    ]);
    git('config', '--unset', 'core.worktree');
    execFileSync('git', ['init', '--quiet', secret]);
    place.write('.git/commondir', `${join(secret, '.git')}\n`);
    expect(await snapshotCode(place.folder, true)).toBe(undefined);
    rmSync(join(place.folder, '.git'), { recursive: true });
    place.write('.git', `gitdir: ${join(secret, '.git')}\n`);
    expect(await snapshotCode(place.folder, true)).toBe(undefined);
  });

  it('runs no program to look at a signature', async () => {
    const mark = join(place.root, 'ran');
    const program = place.write('.git/gpg', `#!/bin/sh\ntouch ${mark}\n`);
    execFileSync('chmod', ['755', program]);
    const signed = git('cat-file', 'commit', 'HEAD').replace(
      '\n\n',
      '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n\n',
    );
    const path = put(join(place.root, 'commit'), signed);
    git('update-ref', 'HEAD', git('hash-object', '-t', 'commit', '-w', path).trim());
    git('config', 'gpg.program', program);
    git('config', 'log.showSignature', 'true');
    place.write('a.txt', 'work\n');
    expect([typeof (await snapshotCode(place.folder, true))?.work, existsSync(mark)]).toEqual([
      'string',
      false,
    ]);
    git('show', 'HEAD');
    expect(existsSync(mark)).toBe(true);
  });

  it('of a working tree that was added is known', async () => {
    const tree = join(place.root, 'tree');
    git('worktree', 'add', '--quiet', tree);
    expect(await snapshotCode(tree, true)).toMatchObject({ branch: 'tree' });
  });

  it('comes back with what was not committed, and goes again', async () => {
    place.write('a.txt', 'work\n');
    place.write('untracked.txt', 'u\n');
    const code = await snapshotCode(place.folder, true);
    git('add', '.');
    git('commit', '--quiet', '-m', 'second');
    rmSync(join(place.folder, 'untracked.txt'));
    place.write('later.txt', 'later\n');
    const plan = await planCode(place.folder, codeOf(code));
    expect(plan.stat).toMatch(/later\.txt/);
    const head = git('rev-parse', 'HEAD');
    await rollBackCode(plan);
    const there = () =>
      ['a.txt', 'untracked.txt', 'later.txt'].filter((name) => existsSync(join(place.folder, name)));
    expect([there(), git('rev-parse', 'HEAD')]).toEqual([['a.txt', 'untracked.txt'], head]);
    await rollBackCode(await planCode(place.folder, plan.before));
    expect([there(), git('status', '--porcelain')]).toEqual([
      ['a.txt', 'later.txt'],
      ' D untracked.txt\n?? later.txt\n',
    ]);
  });

  it('stays where a merge is under way', async () => {
    const commit = git('rev-parse', 'HEAD').trim();
    place.write('.git/MERGE_HEAD', `${commit}\n`);
    await expect(planCode(place.folder, commit)).rejects.toThrow(/under way/);
  });
});
