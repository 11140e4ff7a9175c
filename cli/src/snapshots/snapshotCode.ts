import { copyFile, lstat, stat, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SnapshotCode } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { commonOf } from '../conversations/worktrees.ts';
import { UserError } from '../host/errors.ts';
import { findRepository } from '../host/gitRepository.ts';
import { makePrivateFolder } from '../host/privateFolder.ts';
import { ensureRunsNothing, safeGit } from '../host/safeGit.ts';

/** More than that is no work, but what somebody forgot to ignore. */
const maxUntracked = 20_000;
const maxUntrackedBytes = 512 * 1024 * 1024;

/**
 * The state of the repository around a project; undefined where there is none with a commit, or its own configuration names programs that git would run.
 * @param keepsWork what is not committed is made a commit of, which no branch has; else nothing is written
 */
export async function snapshotCode(project: string, keepsWork: boolean): Promise<SnapshotCode | undefined> {
  const top = await safeTop(project);
  const commit =
    top === undefined ? '' : await ask(top, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  if (top === undefined || commit === '') return undefined;
  const branch = await ask(top, ['symbolic-ref', '--quiet', '--short', 'HEAD']);
  const work = keepsWork ? await commitWork(top, commit).catch(() => undefined) : undefined;
  return { commit, ...(branch !== '' && { branch }), ...(work !== undefined && { work }) };
}

/** The top of the repository around a project, in which git runs nothing of others; undefined where there is none. */
export async function safeTop(project: string): Promise<string | undefined> {
  const repository = await findRepository(project);
  if (!repository || repository.kind === 'link' || !(await isItsOwn(repository.top, repository.kind)))
    return undefined;
  try {
    await ensureRunsNothing(repository.top);
    return repository.top;
  } catch {
    return undefined;
  }
}

/**
 * A container can write the repository, and have it name another of the host's, whose files would then be checked out for it. A working tree that was added
 * counts where both sides say so.
 */
async function isItsOwn(top: string, kind: 'directory' | 'file'): Promise<boolean> {
  if (kind === 'file') return (await commonOf(top)) !== undefined;
  return !(await lstat(join(top, '.git/commondir')).catch(() => undefined));
}

/** The files are those of the folder, whatever the repository's configuration says. */
async function gitIn(top: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return await safeGit(top, [`--work-tree=${top}`, ...args], env);
}

async function ask(folder: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout } = await gitIn(folder, args);
  return exitCode === 0 ? stdout.trim() : '';
}

/**
 * A commit of what is not committed; undefined where all is. The index and the branches stay as they are. The same work gives the same commit.
 * @throws UserError where it cannot be made
 */
export async function commitWork(top: string, commit: string): Promise<string | undefined> {
  // Git would look into each submodule, by that one's own configuration.
  if (/^160000 /m.test((await run(top, ['ls-files', '--stage'])).stdout))
    throw notKept(top, 'it has submodules');
  const status = [
    '--no-optional-locks',
    'status',
    '--porcelain',
    '-z',
    '--no-renames',
    '--untracked-files=all',
  ];
  const changed = (await run(top, status)).stdout.split('\0').filter(Boolean);
  if (changed.length === 0) return undefined;
  if (!(await isBounded(top, changed))) throw notKept(top, 'there is too much of it');
  const folder = await makePrivateFolder();
  try {
    const index = join(folder.path, 'index');
    const path = (await run(top, ['rev-parse', '--git-path', 'index'])).stdout.trim();
    await copyIndex(resolve(top, path), index);
    const own = { GIT_INDEX_FILE: index };
    await run(top, ['add', '--all', '--', ':/'], own);
    const tree = (await run(top, ['write-tree'], own)).stdout.trim();
    return await commitTree(top, commit, tree);
  } finally {
    await folder.dispose();
  }
}

/** With its time: by that git knows which files may have been written since, within a second. */
async function copyIndex(from: string, to: string): Promise<void> {
  const stats = await stat(from).catch(() => undefined);
  if (!stats) return;
  await copyFile(from, to);
  const seconds = Math.floor(stats.mtimeMs / 1000);
  await utimes(to, seconds, seconds);
}

function notKept(top: string, why: string): UserError {
  return new UserError(
    `What is not committed in ${top} cannot be kept: ${why}.`,
    'Commit it first, or run this again without --code.',
  );
}

async function isBounded(top: string, changed: readonly string[]): Promise<boolean> {
  const untracked = changed.filter((each) => each.startsWith('?? '));
  if (untracked.length > maxUntracked) return false;
  let bytes = 0;
  for (const each of untracked)
    bytes += (await lstat(join(top, each.slice(3))).catch(() => undefined))?.size ?? 0;
  return bytes <= maxUntrackedBytes;
}

async function commitTree(top: string, parent: string, tree: string): Promise<string> {
  // `git show` may look at its signature, by a program that the configuration names.
  const { stdout: text } = await run(top, ['cat-file', 'commit', parent]);
  const date = `${/^committer .* (\d+) [+-]\d{4}$/m.exec(text)?.[1] ?? 0} +0000`;
  const by = { NAME: 'claude-sessions', EMAIL: 'claude-sessions@localhost', DATE: date };
  const who = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) =>
      Object.entries(by).map(([key, value]) => [`GIT_${role}_${key}`, value]),
    ),
  );
  const message = 'Work that was not committed when a snapshot was taken';
  const made = (await run(top, ['commit-tree', tree, '-p', parent, '-m', message], who)).stdout.trim();
  // Else it would be collected as garbage.
  await run(top, ['update-ref', `refs/claude-sessions/${made}`, made]);
  return made;
}

/** @throws when git does not end well */
export async function run(top: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const result = await gitIn(top, args, env);
  if (result.exitCode !== 0) throw new Error(result.stderr.trim().split('\n')[0] || `git ${args[0]} failed`);
  return result;
}
