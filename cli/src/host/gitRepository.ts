import { access, constants, lstat, readlink, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { tryReadOwnText } from './files.ts';

/** A git repository as it is found from a folder in it. */
interface GitRepository {
  /** The real path of its top level. */
  readonly top: string;
  /** Of `.git`: a directory of the repository's own, or a file that names one elsewhere. */
  readonly kind: 'directory' | 'file' | 'link';
}

/**
 * The repository around a folder, without asking git: the nearest folder whose `.git` git takes for one. A file there ends
 * the search even when it names nothing, as git then fails. What the repository's own configuration says (`core.worktree`)
 * does not count. Source: git's setup.c, `setup_git_directory_gently_1`.
 * @param folder a real path
 */
export async function findRepository(folder: string): Promise<GitRepository | undefined> {
  const path = join(folder, '.git');
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile() || (stats?.isDirectory() && (await isGitDirectory(path)))) {
    const isLink = (await lstat(path).catch(() => undefined))?.isSymbolicLink();
    return { top: folder, kind: isLink ? 'link' : stats.isFile() ? 'file' : 'directory' };
  }
  return dirname(folder) === folder ? undefined : findRepository(dirname(folder));
}

/** True when git takes the directory for a repository's: setup.c, `is_git_directory`. */
async function isGitDirectory(path: string): Promise<boolean> {
  if (!(await isHead(join(path, 'HEAD')))) return false;
  const common = await tryReadOwnText(join(path, 'commondir'));
  const shared = common === undefined ? path : resolve(path, common.replace(/[\r\n]+$/, ''));
  return (await isEntered(join(shared, 'objects'))) && (await isEntered(join(shared, 'refs')));
}

/** A reference, or a commit: refs.c, `validate_headref`. */
async function isHead(path: string): Promise<boolean> {
  const link = await readlink(path).catch(() => undefined);
  if (link !== undefined) return link.startsWith('refs/');
  return /^(ref:\s*refs\/|[0-9a-f]{40})/i.test((await tryReadOwnText(path)) ?? '');
}

async function isEntered(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
