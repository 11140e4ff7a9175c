import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { watchCommits } from '../../../cli/src/capsule/watchCommits.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { until } from '../../harness/system/processes.ts';
import { run } from '../../harness/system/run.ts';

const identity = ['-c', 'user.name=x', '-c', 'user.email=x@x', '-c', 'commit.gpgsign=false'];

describe('new commits of a repository', () => {
  const watches: { dispose(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const watch of watches.splice(0)) await watch.dispose();
  });

  const git = async (folder: string, ...args: string[]) =>
    (await run('git', ['-C', folder, ...identity, ...args])).trim();

  async function repository(): Promise<string> {
    const folder = newFolder();
    await git(folder, 'init', '-q', '-b', 'main');
    await git(folder, 'commit', '-q', '--allow-empty', '-m', 'one');
    return folder;
  }

  async function watched(folder: string): Promise<{ seen: string[]; trouble: string[] }> {
    const seen: string[] = [];
    const trouble: string[] = [];
    watches.push(
      await watchCommits(
        folder,
        (commit) => seen.push(commit),
        (message) => trouble.push(message),
      ),
    );
    return { seen, trouble };
  }

  async function expectSeen(folder: string, seen: string[]): Promise<void> {
    const head = await git(folder, 'rev-parse', 'HEAD');
    expect(await until(() => seen.at(-1) === head, 10_000), seen.join()).toBe(true);
  }

  it('are told: a commit, an amended one, of another branch, of packed references, without a log of them', async () => {
    const folder = await repository();
    const { seen, trouble } = await watched(folder);
    const commit = () => git(folder, 'commit', '-q', '--allow-empty', '-m', 'more');
    await commit();
    await expectSeen(folder, seen);
    await git(folder, 'commit', '-q', '--amend', '--allow-empty', '-m', 'other words');
    await expectSeen(folder, seen);
    await git(folder, 'config', 'core.logAllRefUpdates', 'false');
    await git(folder, 'switch', '-q', '-c', 'deep/branch');
    await commit();
    await expectSeen(folder, seen);
    await git(folder, 'pack-refs', '--all');
    await commit();
    await expectSeen(folder, seen);
    await git(folder, 'switch', '-q', 'main');
    await expectSeen(folder, seen);
    expect([seen.length, trouble]).toEqual([5, []]);
  });

  it('of a worktree are told, and those of others are not', async () => {
    const folder = await repository();
    const tree = join(newFolder(), 'tree');
    await git(folder, 'worktree', 'add', '-q', '-b', 'side', tree);
    const { seen } = await watched(tree);
    await git(folder, 'commit', '-q', '--allow-empty', '-m', 'in main');
    await git(tree, 'commit', '-q', '--allow-empty', '-m', 'in side');
    await expectSeen(tree, seen);
    expect(seen).toHaveLength(1);
  });

  it('are asked for without running what the repository names, which the container can write', async () => {
    const folder = await repository();
    const marker = join(folder, 'ran');
    const program = `touch '${marker}' #`;
    const hostile = [
      ['core.repositoryFormatVersion', '1'],
      ['extensions.partialClone', 'origin'],
      ['remote.origin.url', `ext::sh -c touch% ${marker}`],
      ['remote.origin.promisor', 'true'],
      ['protocol.ext.allow', 'always'],
      ['core.sshCommand', program],
      ['core.fsmonitor', program],
      ['core.pager', program],
      ['pager.rev-parse', program],
    ] as const;
    const { seen } = await watched(folder);
    for (const [key, value] of hostile) await git(folder, 'config', key, value);
    const missing = '1'.repeat(40);
    writeFileSync(join(folder, '.git/refs/heads/main'), `${missing}\n`);
    expect(await until(() => seen.includes(missing) || existsSync(marker), 5000)).toBe(true);
    expect(existsSync(marker)).toBe(false);
  });

  it('are not there without a repository', async () => {
    await expect(
      watchCommits(
        newFolder(),
        () => undefined,
        () => undefined,
      ),
    ).rejects.toThrow('no git repository');
  });
});
