/** A remote of a repository, as its configuration has it. */
export interface Remote {
  readonly name: string;
  readonly url: string;
}

/**
 * By what a project is known on every machine: its repository's remote, whatever the way by which it is reached there. Undefined where there is
 * none, or which one is meant cannot be told.
 */
export function projectKey(remotes: readonly Remote[]): string | undefined {
  const names = new Set(remotes.map(({ name }) => name));
  const only = names.size === 1 ? remotes[0] : undefined;
  const remote = remotes.find(({ name }) => name === 'origin') ?? only;
  return remote && normalRemote(remote.url);
}

/** The key of a project that the user gave a name: it is none of a remote. */
export function namedKey(name: string): string {
  return `name:${name.normalize('NFC').trim()}`;
}

const withScheme = /^(?:[a-z][a-z0-9+.-]*):\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^/:]*)(?::\d*)?(\/.*)$/i;
/** As scp has it. What has a slash before the colon is a path. */
const likeScp = /^(?:[^@/:]+@)?(\[[^\]]+\]|[^/:]+):(?!\/\/)(.*)$/;

/** Host and path: without scheme, user, password, port, `.git` and slashes at the end. Undefined for a path on this machine alone. */
export function normalRemote(url: string): string | undefined {
  const text = url.trim();
  if (/^file:/i.test(text)) return undefined;
  // A letter and a colon is a drive of Windows.
  const found = withScheme.exec(text) ?? (/^[a-z]:[\\/]/i.test(text) ? null : likeScp.exec(text));
  const [, host = '', path = ''] = found ?? [];
  const names = withoutQuery(path)
    .replace(/^\/+/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/i, '')
    .replace(/\/+$/, '');
  if (host === '' || names === '') return undefined;
  return `${host.toLowerCase()}/${names.replace(/\/{2,}/g, '/')}`;
}

/** Tokens are written there as well. */
const withoutQuery = (path: string) => path.replace(/[?#].*$/, '');
