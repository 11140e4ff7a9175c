import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../host/errors.ts';
import { findRepository } from '../../host/gitRepository.ts';
import { ensureRunsNothing, safeGit } from '../../host/safeGit.ts';

/** A working tree that is to be made. */
export interface WantedWorktree {
  /** The real path of the top of the repository. */
  readonly top: string;
  /** Where it will lie, absolute. */
  readonly folder: string;
  /** Its new branch. */
  readonly branch: string;
  /** The directory in it for one of the repository. */
  cwdFor(cwd: string): string;
}

/**
 * Works out a working tree beside the repository of a project: nothing is made.
 * @param project a real path
 * @param folder where it is to lie; beside the repository, if absent
 * @throws UserError where there is no repository, or something is in the way
 */
export async function planWorktree(
  project: string,
  { name, folder }: { readonly name: string; readonly folder: string | undefined },
): Promise<WantedWorktree> {
  const repository = await findRepository(project);
  if (!repository) {
    throw new UserError(
      `${project} is in no git repository.`,
      'Leave --worktree out: the branch then lies beside the conversation.',
    );
  }
  const { top } = repository;
  const branch = branchName(name);
  const wanted =
    folder === undefined
      ? join(dirname(top), `${basename(top)}-${branch.replaceAll('/', '-')}`)
      : resolve(folder);
  if (await lstat(wanted).catch(() => undefined))
    throw new UserError(
      `${wanted} is there already.`,
      'Choose another folder with --worktree DIR, or another --name.',
    );
  const real = join(await realpath(dirname(wanted)).catch(() => dirname(wanted)), basename(wanted));
  await ensureRunsNothing(top);
  return { top, folder: real, branch, cwdFor: (cwd) => moved(cwd, top, real) };
}

/** Makes it. @throws UserError with what git says */
export async function addWorktree({ top, folder, branch }: WantedWorktree): Promise<void> {
  // A container may have written there since it was planned.
  await ensureRunsNothing(top);
  const { exitCode, stderr } = await safeGit(top, ['worktree', 'add', '--quiet', '-b', branch, '--', folder]);
  if (exitCode === 0) return;
  const why = stderr.trim().split('\n').at(-1) ?? '';
  throw new UserError(`git could not make the worktree ${folder}: ${why}`, 'Nothing else was made.');
}

/** Takes back what was made by `addWorktree`, where it has nothing new in it. */
export async function removeWorktree({ top, folder, branch }: WantedWorktree): Promise<void> {
  await safeGit(top, ['worktree', 'remove', '--', folder]);
  await safeGit(top, ['branch', '--delete', '--', branch]);
}

/** As git takes it. Source: git-check-ref-format(1). */
function branchName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}/._-]+/gu, '-')
    .split('/')
    .map((part) => part.replace(/\.{2,}/g, '.').replace(/^[.-]+|[.-]+$|\.lock$/g, ''))
    .filter((part) => part !== '')
    .join('/')
    .slice(0, 100);
  return plain === '' ? 'conversation' : plain;
}

function moved(cwd: string, top: string, to: string): string {
  const below = relative(top, cwd);
  return below === '..' || below.startsWith(`..${sep}`) || below.startsWith(sep) ? to : join(to, below);
}
