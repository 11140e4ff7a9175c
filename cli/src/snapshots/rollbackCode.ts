import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SnapshotCode } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { UserError } from '../host/errors.ts';
import { ensureSpared } from './ensureSpared.ts';
import { commitWork, run, safeTop } from './snapshotCode.ts';

/** What a rollback does to the files of a repository. */
export interface CodePlan {
  readonly top: string;
  /** A commit of what is there now. */
  readonly before: string;
  /** A commit of what was there then. */
  readonly to: string;
  /** What git says of the difference, from now to then; empty where there is none. */
  readonly stat: string;
}

const underWay = [
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'BISECT_LOG',
  'rebase-merge',
  'rebase-apply',
];

/**
 * What would change in the files of the repository around a project. Nothing of them is changed, but what is there is made a commit of.
 * @param to a commit
 * @throws UserError where that cannot be done
 */
export async function planCode(project: string, to: string): Promise<CodePlan> {
  const top = await safeTop(project);
  if (top === undefined)
    throw new UserError(
      'Around this project there is no git repository, or its configuration names programs that git would run.',
      'Run this again without --code.',
    );
  await ensureAtRest(top);
  try {
    const head = (await run(top, ['rev-parse', '--verify', 'HEAD^{commit}'])).stdout.trim();
    await run(top, ['cat-file', '-e', `${to}^{commit}`]);
    const before = (await commitWork(top, head)) ?? head;
    await ensureSpared(top, before, to);
    const diff = ['diff', '--stat', '--no-ext-diff', '--no-textconv', '--no-color', before, to, '--'];
    return { top, before, to, stat: (await run(top, diff)).stdout };
  } catch (error) {
    throw error instanceof UserError ? error : notSo(error);
  }
}

/** The commit of what was there when a snapshot was taken. @throws UserError where it does not say */
export function codeOf(code: SnapshotCode | undefined): string {
  if (code) return code.work ?? code.commit;
  throw new UserError('The snapshot does not say how the code was.', 'Run this again without --code.');
}

/** Checks the files out: no branch is moved, and no hook runs. What was staged is so no more. @throws UserError */
export async function rollBackCode({ top, before, to }: CodePlan): Promise<void> {
  try {
    await ensureAtRest(top);
    await run(top, ['read-tree', before]);
    await run(top, ['update-index', '-q', '--refresh']).catch(() => undefined);
    // Git refuses where a file is not as it is in the commit.
    await run(top, ['read-tree', '-m', '-u', before, to]);
  } catch (error) {
    throw error instanceof UserError ? error : notSo(error);
  } finally {
    await run(top, ['read-tree', 'HEAD']).catch(() => undefined);
    await run(top, ['update-index', '-q', '--refresh']).catch(() => undefined);
  }
}

async function ensureAtRest(top: string): Promise<void> {
  for (const name of underWay) {
    const path = resolve(top, (await run(top, ['rev-parse', '--git-path', name])).stdout.trim());
    if (!(await lstat(path).catch(() => undefined))) continue;
    throw new UserError(
      `In ${top} a merge, a rebase or the like is under way (${name}); no file of it was changed.`,
      'End it first, or run this again without --code.',
    );
  }
}

function notSo(error: unknown): UserError {
  return new UserError(
    `git did not do it: ${(error as Error).message}`,
    'Look at the repository with `git status`.',
  );
}
