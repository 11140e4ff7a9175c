import { projectSlug } from '../slug.ts';

/** Where a line of a transcript was written. */
export type Side = 'host' | 'container';

/** Whether a directory is the one after which a folder of conversations is named, or below it. */
export function isOfFolder(cwd: string, slug: string): boolean {
  for (let path = cwd; path !== ''; path = path.slice(0, Math.max(0, path.search(/[\\/][^\\/]*$/))))
    if (projectSlug(path) === slug) return true;
  return false;
}

/**
 * On which side a line of a transcript of this host was written. Host and container write into one file; each says its own directory.
 * @param slug of the folder that the transcript is in: the host's name for it
 * @param inside directories of the container: those in which conversations of the folder were begun that are not the host's
 */
export function sideOf(
  cwd: string,
  slug: string,
  home: string | undefined,
  inside: ReadonlySet<string>,
): Side {
  if (cwd === '' || isOfFolder(cwd, slug) || (home !== undefined && isAtOrBelow(cwd, home))) return 'host';
  if (isAtOrBelow(cwd, '/workspaces')) return 'container';
  for (const each of inside) if (isAtOrBelow(cwd, each)) return 'container';
  return 'host';
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
