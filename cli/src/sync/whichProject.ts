import { basename } from 'node:path';
import { namedKey, normalRemote, projectKey, type Remote } from '@claude-sessions/core/sync/projectKey.ts';
import { worktreesOf } from '../conversations/worktrees.ts';
import { UserError } from '../host/errors.ts';
import { findRepository } from '../host/gitRepository.ts';
import { safeGit } from '../host/safeGit.ts';
import type { SyncSettings } from './syncSettings.ts';

/** A project, as it is known here and on other machines. */
export interface SyncedProject {
  readonly key: string;
  /** The real paths of its working trees, the main one first; without a repository, the folder. */
  readonly trees: readonly [string, ...string[]];
}

/**
 * Which project a folder is of: its repository's remote tells, or a name that the user gave. What was once known of a folder stays: a container
 * that writes the repository could make it another project otherwise, and read that one's conversations.
 * @param folder a real path @param name given by the user
 * @throws UserError where it cannot be told
 */
export async function whichProject(
  folder: string,
  name: string | undefined,
  { projects }: SyncSettings,
): Promise<SyncedProject> {
  const top = (await findRepository(folder))?.top;
  const trees = top === undefined ? ([folder] as const) : await treesOf(top);
  const known = projects[trees[0]];
  const remote = top === undefined ? undefined : projectKey(await remotesOf(top));
  if (name !== undefined) {
    const isRemote = remote !== undefined && (normalRemote(name) === remote || name === remote);
    return { key: isRemote ? remote : namedKey(name), trees };
  }
  if (known !== undefined) {
    if (remote !== undefined && remote !== known && !known.startsWith('name:'))
      throw new UserError(
        `The remote of ${trees[0]} was ${known}, and is ${remote}.`,
        `If you changed it: \`claude-sessions sync --project ${remote}\`.`,
      );
    return { key: known, trees };
  }
  if (remote !== undefined) return { key: remote, trees };
  throw new UserError(
    `${trees[0]} has no remote by which other machines would know it.`,
    `Give it a name, the same on each machine: \`claude-sessions sync --project ${basename(trees[0])}\`.`,
  );
}

/** The main tree first, wherever it is run. */
async function treesOf(top: string): Promise<[string, ...string[]]> {
  const [first, ...others] = await worktreesOf(top);
  if (first === undefined) return [top];
  const isMain = (await findRepository(top))?.kind === 'directory';
  return isMain ? [top, first, ...others] : [first, top, ...others];
}

/** Of a repository, as its configuration has them. */
export async function remotesOf(top: string): Promise<Remote[]> {
  const { exitCode, stdout } = await safeGit(top, [
    'config',
    '--local',
    '--null',
    '--get-regexp',
    '^remote\\..*\\.url$',
  ]);
  if (exitCode !== 0) return [];
  return stdout.split('\0').flatMap((entry) => {
    const [, name, url] = /^remote\.(.*)\.url\n(.*)$/s.exec(entry) ?? [];
    return name !== undefined && url !== undefined ? { name, url } : [];
  });
}
