/** The host's places, against which a mount's source is judged. */
export interface HostPaths {
  readonly home: string;
  /** As it was opened: the value of `${localWorkspaceFolder}`. */
  readonly workspaceFolder: string;
  /** Claude's state: `~/.claude`, `~/.claude.json`, `~/.claude-sessions`, the config directory; real paths too. */
  readonly claudePlaces: readonly string[];
  /** A variable of the host's environment. */
  variable(name: string): string | undefined;
  /** The real path of what is there, else the path itself. */
  resolve(path: string): string;
}

/** A home as it is written in a devcontainer.json. The tools read `env` and `localEnv` alike. */
export const homePattern =
  '(?:(?:\\$\\{(?:localEnv|env):(?:HOME|USERPROFILE)(?::[^}]*)?\\})+|~|\\$HOME|/root|/home/[^/]+|/Users/[^/]+|[A-Za-z]:[\\\\/]Users[\\\\/][^\\\\/]+)';

/** Files of Claude's in the home itself. */
const beside = '\\.claude\\.json(?:\\.backup)?|\\.claude-seat-(?:key|values\\.json)';
const claudePart = new RegExp(`^${homePattern}[\\\\/](?:\\.claude(?:[\\\\/]+(.*))?|(${beside}))$`);
const insideClaude = new RegExp(`^${homePattern}[\\\\/](?:\\.claude(-sessions)?|${beside})([\\\\/]|$)`);
const aboveClaude = new RegExp(`^(${homePattern}|/home|/Users|[A-Za-z]:([\\\\/]Users)?)?[\\\\/]?$`);

/**
 * True when a bind's source is Claude's state on a host, something in it, or a folder above it.
 * @param source as it is written, with its variables; without `host` it is judged by its text alone
 */
export function reachesClaude(source: string, host?: HostPaths): boolean {
  const text = source.trim();
  if (text === '') return false;
  if (insideClaude.test(text) || aboveClaude.test(text)) return true;
  const path = host && absolutePath(text, host);
  if (!host || path === undefined) return false;
  const forms = [path, plainPath(host.resolve(path))];
  return host.claudePlaces
    .map(plainPath)
    .some((place) => forms.some((form) => isWithin(form, place) || isWithin(place, form)));
}

/**
 * Which part of a home's Claude state a path is, by its text alone: `` for `~/.claude` as a whole, `projects/x` for what
 * is in it, `.claude.json` for the file beside it. Undefined for any other path.
 */
export function claudePartOf(path: string): string | undefined {
  const [all, inside = '', besideIt] = claudePart.exec(path.trim()) ?? [];
  if (all === undefined) return undefined;
  return (
    besideIt ??
    inside
      .split(/[\\/]+/)
      .filter(Boolean)
      .join('/')
  );
}

/** True also for the folder itself. Both as `plainPath` gives them. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** A path with `/`, without `.`, `..` and a slash at its end; of Windows in small letters, as case is none there. */
export function plainPath(path: string): string {
  const windows = /^[A-Za-z]:|^\\\\/.test(path);
  const parts: string[] = [];
  for (const part of (windows ? path.replaceAll('\\', '/').toLowerCase() : path).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return windows ? parts.join('/') : `/${parts.join('/')}`;
}

const hostVariable = /\$\{(?:localEnv|env):([^:}]*)(?::([^}]*))?\}/g;

/** Variables of a host that name its user and the user's home. Any other may hold a secret. */
const shownVariables = new Set(['HOME', 'USERPROFILE', 'USER', 'USERNAME', 'LOGNAME']);

/** True when a text of devcontainer.json names a variable of the host whose value must be shown to nobody. */
export function namesHiddenVariable(text: string): boolean {
  return [...text.matchAll(hostVariable)].some(([, name = '']) => !shownVariables.has(name));
}

/** A text of devcontainer.json with the variables of the host in it replaced. */
export function substituteLocal(text: string, host: Pick<HostPaths, 'variable' | 'workspaceFolder'>): string {
  return text
    .replace(hostVariable, (_, name: string, otherwise?: string) => {
      return host.variable(name) || otherwise || '';
    })
    .replaceAll('${localWorkspaceFolder}', host.workspaceFolder);
}

/**
 * The path that a bind's source is on a host, as `plainPath` gives it; undefined when it is no path there.
 * @param source as it is written, with its variables
 */
export function absolutePath(source: string, host: HostPaths): string | undefined {
  const substituted = substituteLocal(source, host).replace(/^~(?=$|[\\/])|^\$HOME(?=$|[\\/])/, host.home);
  const relative = /^\.\.?([\\/]|$)/.test(substituted);
  const path = relative ? `${host.workspaceFolder}/${substituted}` : substituted;
  return /^\/|^[A-Za-z]:[\\/]/.test(path) ? plainPath(path) : undefined;
}
