import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A git repository as it is found from a folder in it. */
export interface GitRepository {
  /** The real path of its top level. */
  readonly top: string;
  /** What `.git` is there: a directory of the repository's own, or a file that names one elsewhere. */
  readonly kind: 'directory' | 'file' | 'link';
}

/** The repository around a folder, as git finds it, without asking git. @param folder a real path */
export async function findRepository(folder: string): Promise<GitRepository | undefined> {
  const path = join(folder, '.git');
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isSymbolicLink()) return { top: folder, kind: 'link' };
  if (stats?.isFile()) return { top: folder, kind: 'file' };
  const isRepository = stats?.isDirectory() && (await realpath(join(path, 'HEAD')).catch(() => undefined));
  if (isRepository) return { top: folder, kind: 'directory' };
  return dirname(folder) === folder ? undefined : findRepository(dirname(folder));
}
