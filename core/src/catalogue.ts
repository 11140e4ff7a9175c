import { entries, home } from '../../schemas/claude-paths.json';

/** How an entry of Claude's config directory may reach a container; see `schemas/claude-paths.schema.json`. */
export type Sharing = 'project' | 'profile' | 'copy' | 'option' | 'never';
export type EntryClass = 'session' | 'config' | 'credential' | 'runtime' | 'cache' | 'legacy';

/** One known entry of Claude's config directory. */
export interface ClaudePath {
  readonly name: string;
  readonly kind: 'directory' | 'file';
  readonly class: EntryClass;
  readonly share: Sharing;
  readonly option?: string;
  /** Only these of its folders are shared, and not linked into the config directory. */
  readonly parts?: readonly string[];
  readonly why: string;
  readonly source: string;
  readonly since?: string;
  readonly until?: string;
}

export const claudePaths = entries as readonly ClaudePath[];

const namesOf = (share: Sharing): readonly string[] =>
  claudePaths.filter((entry) => entry.share === share).map((entry) => entry.name);

/** Directories of the profile, each mounted read-only by the Feature `claude-profile`. */
export const profileDirectories = namesOf('profile');

/** Files that *prepare* copies (`settings.json` filtered, the others as they are) for the container to read. */
export const copiedFiles = namesOf('copy');

/** Those of them that are copied as they are. */
export const plainCopies = copiedFiles.filter((name) => name !== 'settings.json');

const optional = claudePaths.filter(({ share }) => share === 'option');

/** Directories shared only by an option of `share`. */
export const optionalDirectories = optional.filter(({ parts }) => !parts).map(({ name }) => name);

/** Folders in a directory that is shared in parts, by an option. */
export const optionalParts = optional.flatMap(({ name, parts = [] }) =>
  parts.map((part) => `${name}/${part}`),
);

/** What at the top of a home belongs to one container, or is made again. */
export const homeOfOneContainer: readonly string[] = home
  .map(({ name }) => name)
  .filter((name) => !name.includes('/'));

/** The shared folders of the profile, as a list in a sentence. */
export const profileWords = inWords(profileDirectories.map((name) => name.replaceAll('-', ' ')));

/** Names as a list in a sentence: `a, b and c`. */
export function inWords(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}
