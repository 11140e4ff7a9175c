import { copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes a folder hold just some files of another on the same disk, as links that take no room, or as copies where there are none. Files of both are never
 * written again.
 * @param paths below both, with `/`
 */
export function linkFiles(from: string, to: string, paths: ReadonlySet<string>): void {
  removeOthers(to, '', paths);
  const folders = new Set<string>();
  for (const path of paths) {
    const target = join(to, path);
    if (lstatSync(target, { throwIfNoEntry: false })?.isFile()) continue;
    const folder = dirname(target);
    if (!folders.has(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
    folders.add(folder);
    linkOrCopy(join(from, path), target);
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (
      !['EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(
        (error as NodeJS.ErrnoException).code ?? '',
      )
    )
      throw error;
    const beside = `${to}.new`;
    copyFileSync(from, beside);
    renameSync(beside, to);
  }
}

function removeOthers(root: string, below: string, paths: ReadonlySet<string>): void {
  const folder = join(root, below);
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) removeOthers(root, path, paths);
    else if (!paths.has(path)) rmSync(join(root, path), { force: true });
  }
}
