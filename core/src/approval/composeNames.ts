import { unique, wordsOf } from './namedFiles.ts';

/**
 * What a Compose file may name, by its words. Which folder a name starts from is not said by it: Compose 2.26 takes that of
 * the first file, in a file that is extended its own (both measured), in one that is included its project's
 * (docs.docker.com, "Include").
 */
export interface ComposeNames {
  /** All that may be a path: the source of a bind, a folder, a file. */
  readonly words: readonly string[];
  /** Files that it extends or includes. */
  readonly composeFiles: readonly string[];
  /** Those that it includes, which have a `.env` beside them. */
  readonly included: readonly string[];
  /** Folders that names in included files start from. */
  readonly projectFolders: readonly string[];
  readonly envFiles: readonly string[];
  /** It builds images: of `Dockerfile` in a folder, where none is named. */
  readonly builds: boolean;
  /** Relative to the folder that is built. */
  readonly dockerfiles: readonly string[];
}

/** Reads the names out of a Compose file, or what somebody wrote in its place. */
export function composeNames(text: string): ComposeNames {
  const words = candidateWords(text);
  const extended = blockWords(text, 'extends', 'file|service');
  const included = blockWords(text, 'include', '-|path|project_directory|env_file');
  return {
    words,
    composeFiles: unique([...words.filter((word) => /\.ya?ml$/i.test(word)), ...extended, ...included]),
    included,
    projectFolders: blockWords(text, 'project_directory'),
    envFiles: blockWords(text, 'env_file', '-|path|required|format'),
    builds: /\bbuild["']?[ \t]*:/.test(text),
    dockerfiles: unique([...words.filter(isDockerfile), ...blockWords(text, 'dockerfile')]),
  };
}

/** Words, whole and in the parts that colons make of them. */
function candidateWords(text: string): string[] {
  const words = wordsOf(text).flatMap((word) => [word, ...word.split(':')]);
  return unique(words.filter((word) => word !== '' && word.length < 1000));
}

/** The words behind a key: in its line, and in those below it that begin with a key or a dash of the block. */
function blockWords(text: string, key: string, inside = ''): string[] {
  const begin = inside
    .split('|')
    .filter(Boolean)
    .map((each) => (each === '-' ? each : `["']?${each}["']?[ \\t]*:`));
  const block = new RegExp(
    `\\b${key}["']?[ \\t]*:(.*(?:\\n[ \\t]*(?:${[...begin, '#'].join('|')}).*|\\n[ \\t]*(?=\\n))*)`,
    'g',
  );
  return unique([...text.matchAll(block)].flatMap((match) => wordsOf(match[1] ?? '')));
}

/** By its name; the key of the same name is no path. */
function isDockerfile(path: string): boolean {
  if (/^dockerfile:?$/.test(path)) return false;
  return /(^|[\\/])[^\\/]*(dockerfile|containerfile)[^\\/]*$/i.test(path) && !/\.ya?ml$/i.test(path);
}
