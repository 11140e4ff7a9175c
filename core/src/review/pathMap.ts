/** How paths of one side are named on the other. */
export interface Sides {
  /** The real absolute path of the workspace folder; it may be one of Windows. */
  readonly host: string;
  /** An absolute POSIX folder. */
  readonly container: string;
  /** Other names by which the host's Claude may have recorded it: not resolved. */
  readonly hostAlso?: readonly string[];
}

/** Where paths of the container are put that the host has nothing of: no host has this folder. */
const elsewhere = '/@container';

const windowsFolder = /^(?:[A-Za-z]:[\\/]|\\\\)/;

/**
 * What Windows takes for more than a name, or drops: separators, streams, devices, blanks and dots at an end. A file of that
 * name in the container is none that the host could have.
 */
const oddOnWindows =
  /[\\:*?"<>|\u0000-\u001f]|[. ](?:\/|$)|(?:^|\/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.[^/]*)?(?:\/|$)/i;

/** Host path -> container path when it is the workspace folder or below; otherwise unchanged. */
export function toContainer(path: string, sides: Sides): string {
  const below = belowProject(path, sides);
  return below === undefined ? path : `${withoutEnd(sides.container)}${below}` || '/';
}

/** A host path that is the workspace folder or below, whatever it leads to. */
export const isOfProject = (path: string, sides: Sides): boolean => belowProject(path, sides) !== undefined;

function belowProject(path: string, { host, hostAlso = [] }: Sides): string | undefined {
  return [host, ...hostAlso]
    .map((folder) => belowHost(path, withoutEnd(folder)))
    .find((below) => below !== undefined && !below.split('/').includes('..'));
}

/** What follows the folder in a path, with `/`; undefined when it lies elsewhere. */
function belowHost(path: string, folder: string): string | undefined {
  if (!windowsFolder.test(`${folder}\\`))
    return path === folder || path.startsWith(`${folder}/`) ? path.slice(folder.length) : undefined;
  const named = (each: string) => each.replaceAll('\\', '/');
  const rest = path.slice(folder.length);
  const isSame = named(path.slice(0, folder.length)).toLowerCase() === named(folder).toLowerCase();
  return isSame && (rest === '' || /^[\\/]/.test(rest)) ? named(rest) : undefined;
}

/**
 * Container path -> host path, as Claude Code on the host takes it. Inside the workspace it is the host's, with the host's
 * separators; everything else becomes `/@container/` and the path.
 * @param cwd the container folder in which a relative path was meant
 */
export function toHost(path: string, cwd: string, sides: Sides): string {
  // Claude Code trims the paths that tools are given (measured with 2.1.332).
  const given = path.trim();
  const isWindows = windowsFolder.test(sides.host);
  if (given.startsWith('~')) return outside(`/${given}`, isWindows);
  const container = withoutEnd(normalized(sides.container));
  const resolved = normalized(given.startsWith('/') ? given : `${folderAt(cwd, container)}/${given}`);
  const isInside = resolved === container || resolved.startsWith(`${container}/`);
  const below = resolved.slice(container.length).replace(/^\/$/, '');
  if (!isInside || goesBack(given) || isOdd(below, isWindows)) return outside(resolved, isWindows);
  const host = withoutEnd(sides.host);
  return `${host}${isWindows ? below.replaceAll('/', '\\') : below}` || '/';
}

/** True for what `toHost` gives for paths outside the workspace. */
export const isElsewhere = (hostPath: string): boolean => hostPath.startsWith(`${elsewhere}/`);

/** The name that a path of the container has where the host must not have it: `/@container/etc/hosts`. */
function outside(path: string, isWindows: boolean): string {
  const plain = normalized(path).replaceAll('\u0000', '\ufffd');
  const named = isWindows ? plain.replace(/[\\:]|[. ]+(?=\/|$)/g, '_') : plain;
  return isElsewhere(named) ? named : `${elsewhere}${named}`;
}

/** A path of the container that is none on this host, whatever it leads to there. */
export function toElsewhere(path: string, cwd: string, { container, host }: Sides): string {
  const given = path.trim();
  const absolute = /^[/~]/.test(given) ? `/${given}` : `${folderAt(cwd, container)}/${given}`;
  return outside(absolute, windowsFolder.test(host));
}

function isOdd(below: string, isWindows: boolean): boolean {
  return below.includes('\u0000') || below !== below.trimEnd() || (isWindows && oddOnWindows.test(below));
}

/** Through a name, which may be a link, and back. */
function goesBack(path: string): boolean {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  const first = path.startsWith('/') ? 0 : names.findIndex((name) => name !== '..');
  return first >= 0 && names.slice(first).includes('..');
}

const folderAt = (cwd: string, otherwise: string): string => (cwd.startsWith('/') ? cwd : otherwise);

/** An absolute path without `.`, `..`, and doubled or final slashes. */
function normalized(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}

/** A folder without the slash at its end; empty for the root. */
function withoutEnd(folder: string): string {
  return folder.replace(windowsFolder.test(folder) ? /[/\\]+$/ : /\/+$/, '');
}
