import { claudePaths, plainCopies } from '../catalogue.ts';

/** What *prepare* copies of what links in the profile lead to, all of it together. */
export const linkedBounds = { files: 2000, bytes: 32 * 1024 * 1024, depth: 10 } as const;

/** Nothing by such a name is copied, nor what lies below it: the catalogue's credentials, and where other programs keep theirs. */
export const secretNames: readonly string[] = [
  ...claudePaths.filter((entry) => entry.class === 'credential').map((entry) => entry.name),
  ...['.ssh', '.gnupg', '.aws', '.azure', '.kube', '.docker', '.password-store', 'keyrings', 'Keychains'],
  ...[
    'hosts.yml',
    'credentials.db',
    'access_tokens.db',
    'application_default_credentials.json',
    '.netrc',
    '_netrc',
    '.npmrc',
    '.pypirc',
    '.pgpass',
    '.my.cnf',
    '.git-credentials',
    '.env',
  ],
  ...['id_rsa', 'id_dsa', 'id_ecdsa', 'id_ed25519', '.vault-token', '.terraform.d', '.mozilla'],
];

/** What in `~/.claude` no link brings into a container: all that the catalogue knows, but what is shared and folders of configuration. */
export const privateNames: readonly string[] = claudePaths
  .filter(({ share, class: of, kind }) => share !== 'profile' && !(of === 'config' && kind === 'directory'))
  .map(({ name }) => name)
  .filter((name) => !plainCopies.includes(name) && !secretNames.includes(name));

/** The first line of the note. */
export const linkedHead = 'Not copied, of what your ~/.claude leads to elsewhere on the host:';

/** Why something is not copied, in the words of prepare.sh. */
export const linkedReasons = {
  isPrivate: (name: string) => `it lies in ~/.claude/${name}`,
  secret: (name: string) => `secrets are kept under ${name}`,
  lineBreak: 'its name has a line break',
  deep: 'it is too deep',
  odd: 'it holds what is no file, folder or link',
  much: 'it is too much',
  unreadable: 'it could not be read',
  dangling: 'it leads to no file or folder',
  notInHome: 'it leads out of your home',
  inWorkspace: 'it leads into the workspace',
  inSessions: 'it leads into ~/.claude-sessions',
  wide: 'it leads to a folder that holds much more',
  leadsOut: 'it leads out of what is copied',
} as const;

/**
 * Whether a link leads out of a folder, by its text alone.
 * @param depth how many folders below that folder it lies
 */
export function leadsOut(depth: number, target: string): boolean {
  const up = /^(?:\.\.(?:\/+|$))*/.exec(target)?.[0] ?? '';
  const rest = target.slice(up.length);
  return (
    (up.match(/\.\./g)?.length ?? 0) > depth || rest.startsWith('/') || /(?:^|\/)\.\.(?:\/|$)/.test(rest)
  );
}

/**
 * Why nothing at a path is copied because of where it lies; undefined when nothing is against it.
 * @param real a real path
 */
export function placeRefusal(
  real: string,
  home: string,
  claude: string,
  separator: string,
): string | undefined {
  const below = (folder: string) =>
    real.startsWith(folder + separator) ? real.slice(folder.length + 1).split(separator) : [];
  const [first] = below(claude);
  if (first !== undefined && privateNames.includes(first)) return linkedReasons.isPrivate(first);
  return below(home)
    .map(secretRefusal)
    .findLast((why) => why !== undefined);
}

/** Why nothing by a name is copied; undefined when it may be. */
export function secretRefusal(name: string): string | undefined {
  return secretNames.includes(name) ? linkedReasons.secret(name) : undefined;
}
