const MAX_LENGTH = 200;

/**
 * The name of the folder under `projects/` where Claude Code files the conversations held in a directory.
 *
 * The rule is Claude Code's own and not documented. It is read from, and was tried on, 2.1.197 and 2.1.329:
 * every UTF-16 code unit outside `[A-Za-z0-9]` becomes `-`, nothing is collapsed, case is kept; a result of
 * more than 200 characters is cut there and followed by `-` and a hash of the whole path. It cannot be
 * reversed: to go back to the path, read `cwd` from a line of a transcript.
 *
 * @param realPath absolute path with its links resolved, in the form the file system stores it (no Unicode
 *   normalization)
 */
export function projectSlug(realPath: string): string {
  const slug = realPath.replace(/[^a-zA-Z0-9]/g, '-');
  return slug.length <= MAX_LENGTH ? slug : `${slug.slice(0, MAX_LENGTH)}-${hash(realPath)}`;
}

/** What the names of all folders below a directory begin with, however long it is. Names of others may begin so too. */
export function slugStartBelow(realPath: string): string {
  return `${realPath.replace(/[^a-zA-Z0-9]/g, '-').slice(0, MAX_LENGTH)}-`;
}

/** `h = h * 31 + unit` over UTF-16 code units in 32-bit arithmetic, its magnitude in base 36. */
function hash(text: string): string {
  let value = 0;
  for (let i = 0; i < text.length; i++) value = ((value << 5) - value + text.charCodeAt(i)) | 0;
  return Math.abs(value).toString(36);
}
