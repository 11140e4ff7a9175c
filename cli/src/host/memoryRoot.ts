import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { openRegular } from './files.ts';

/** What git writes into these files is a path. */
const maxBytes = 4096;

/**
 * The folder by whose name Claude Code files the memory of a project: the top of the git repository around it, in a worktree
 * that of the main working tree (or the bare repository itself); the project's own folder where there is no repository. A
 * submodule is a repository of its own. Git is not run. Measured with 2.1.197 and 2.1.329, see `test/docker/memory`.
 *
 * A container can write the `.git` of the workspace. So a worktree counts only when the repository lies outside of it and
 * names it in turn; what is no such worktree is its own top. That is Claude Code's own rule but for the first half: a
 * repository within, which Claude Code would take, could be named so that its memory is a neighbour's, since slugs are lossy.
 * prepare.sh has the same as `memory_root`.
 * @param folder a real path
 */
export async function findMemoryRoot(folder: string): Promise<string> {
  const top = await topOf(folder);
  if (top === undefined) return folder;
  return (await mainTreeOf(top).catch(() => undefined)) ?? top;
}

/** As Claude Code finds it: the nearest folder with a `.git` that is a file or a directory, whatever is in it. */
async function topOf(folder: string): Promise<string | undefined> {
  const stats = await stat(join(folder, '.git')).catch(() => undefined);
  if (stats?.isFile() || stats?.isDirectory()) return folder;
  return dirname(folder) === folder ? undefined : topOf(dirname(folder));
}

/** gitrepository-layout, "worktrees". @throws where a file cannot be read */
async function mainTreeOf(top: string): Promise<string | undefined> {
  const gitdir = await readPath(join(top, '.git'), top, 'gitdir:');
  const common = gitdir && (await readPath(join(gitdir, 'commondir'), gitdir));
  const back = common && (await readPath(join(gitdir, 'gitdir'), gitdir));
  if (!back || dirname(gitdir) !== join(common, 'worktrees')) return undefined;
  if (`${common}${sep}`.startsWith(top.endsWith(sep) ? top : top + sep)) return undefined;
  if (basename(back) !== '.git' || !(await isSameFolder(dirname(back), top))) return undefined;
  return basename(common) === '.git' ? dirname(common) : common;
}

/** The path in one of git's files, absolute; of no link, no special file and no long one. */
async function readPath(file: string, base: string, prefix = ''): Promise<string | undefined> {
  const handle = await openRegular(file, true);
  try {
    const { bytesRead, buffer } = (await handle?.read(Buffer.alloc(maxBytes + 1))) ?? { bytesRead: 0 };
    if (!buffer || bytesRead > maxBytes) return undefined;
    const text = trimmed(buffer.toString('utf8', 0, bytesRead).replaceAll('\0', ''));
    const path = trimmed(text.slice(prefix.length));
    // To look at a path of another machine would log in there.
    const isRemote = process.platform === 'win32' && /^[\\/]{2}/.test(path);
    return text.startsWith(prefix) && path !== '' && !isRemote ? resolve(base, path) : undefined;
  } finally {
    await handle?.close();
  }
}

/** As a shell can do it, too. */
const trimmed = (text: string) => text.replace(/^[ \t-\r]+|[ \t-\r]+$/g, '');

async function isSameFolder(one: string, other: string): Promise<boolean> {
  return (await realpath(one)) === (await realpath(other));
}
