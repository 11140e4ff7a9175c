import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { tryReadOwnText } from '../host/files.ts';
import { findRepository } from '../host/gitRepository.ts';

const maxWorktrees = 200;

/**
 * The folders of the same repository that are another working tree of it: the main one, and those that `git worktree add` made. Git is
 * not run for that. A container can write what the repository says of them: only those count whose own `.git` says the same.
 * @param project a real path; in a folder of a repository, the same folder of each tree
 */
export async function worktreesOf(project: string): Promise<string[]> {
  const repository = await findRepository(project);
  if (!repository || repository.kind === 'link') return [];
  const { top } = repository;
  const common = repository.kind === 'directory' ? join(top, '.git') : await commonOf(top);
  if (common === undefined) return [];
  const below = project.slice(top.length);
  const linked = await linkedTrees(common);
  const main = basename(common) === '.git' ? [dirname(common)] : [];
  return [...main, ...linked].filter((tree) => tree !== top).map((tree) => tree + below);
}

/** The repository of a tree that was added: `.git` names its folder there, and that names it in turn; undefined of what is none. */
export async function commonOf(top: string): Promise<string | undefined> {
  const gitDirectory = await linkedFrom(top);
  if (gitDirectory === undefined || basename(dirname(gitDirectory)) !== 'worktrees') return undefined;
  const back = await treeOf(gitDirectory);
  return back === top ? dirname(dirname(gitDirectory)) : undefined;
}

async function linkedTrees(common: string): Promise<string[]> {
  const worktrees = join(common, 'worktrees');
  const names = (await readdir(worktrees).catch(() => [])).slice(0, maxWorktrees);
  const found = await Promise.all(
    names.map(async (name) => {
      const gitDirectory = join(worktrees, name);
      const tree = await treeOf(gitDirectory);
      return tree !== undefined && (await linkedFrom(tree)) === gitDirectory ? [tree] : [];
    }),
  );
  return found.flat();
}

/** What the `.git` file of a tree names: a real path. */
async function linkedFrom(tree: string): Promise<string | undefined> {
  const [, named] = /^gitdir: (.+?)\s*$/.exec((await tryReadOwnText(join(tree, '.git'))) ?? '') ?? [];
  return named === undefined ? undefined : realpath(resolve(tree, named)).catch(() => undefined);
}

/** Of which tree a folder in `worktrees/` is: a real path. */
async function treeOf(gitDirectory: string): Promise<string | undefined> {
  const text = (await tryReadOwnText(join(gitDirectory, 'gitdir')))?.trim();
  if (!text) return undefined;
  return realpath(dirname(resolve(gitDirectory, text))).catch(() => undefined);
}
