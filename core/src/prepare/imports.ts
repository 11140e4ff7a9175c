import { profileDirectories } from '../catalogue.ts';
import { findImports, type Import } from './findImports.ts';
import { linkedReasons, placeRefusal, secretRefusal } from './linked.ts';

/** What *prepare* copies of what CLAUDE.md imports, all of it together; and how far: Claude Code follows imports no further. */
export const importBounds = { files: 500, bytes: 4 * 1024 * 1024, hops: 4 } as const;

/** The first line of the note. */
export const importsHead = 'Not copied, of what your CLAUDE.md imports:';

/** Why something is not copied, beside what `linkedReasons` has. */
export const importReasons = {
  noText: 'it is no text',
  unwritable: 'an import in the copy cannot name it',
} as const;

/** Names without an ending, or with one of these, Claude Code reads as text; others it passes over. `.env` is not for a container. */
const textEndings = new Set(
  (
    'md txt text json yaml yml toml xml csv html htm css scss sass less js ts tsx jsx mjs cjs mts cts py pyi pyw rb erb rake go rs java kt ' +
    'kts scala c cpp cc cxx h hpp hxx cs swift sh bash zsh fish ps1 bat cmd ini cfg conf config properties sql graphql gql proto vue ' +
    'svelte astro ejs hbs pug jade php pl pm lua r dart ex exs erl hrl clj cljs cljc edn hs lhs elm ml mli f f90 f95 for cmake make ' +
    'makefile gradle sbt rst adoc asciidoc org tex latex lock log diff patch'
  ).split(' '),
);

/** True for what Claude Code would read, by its name. */
export function isInstructions(path: string): boolean {
  const [, ending] = /[^/\\]\.([^./\\]*)$/.exec(path) ?? [];
  return !ending || textEndings.has(ending.toLowerCase()) || isVariables(path);
}

/** True for what is in the container by the same name: what is mounted of `~/.claude` is linked there. */
export function isMounted(path: string): boolean {
  const [home, claude, name, ...rest] = path.split('/');
  return home === '~' && claude === '.claude' && rest.length > 0 && profileDirectories.includes(name ?? '');
}

/** Why a file that is imported is not copied, by where it lies; undefined when nothing is against it. @param path absolute */
export function importRefusal(
  path: string,
  home: string,
  claude: string,
  separator: string,
): string | undefined {
  const names = path.split(separator);
  const secret = names.map((name) => secretRefusal(name.toLowerCase())).find((why) => why !== undefined);
  const variables = isVariables(path) ? linkedReasons.secret(names.at(-1) ?? '') : undefined;
  return placeRefusal(path, home, claude, separator) ?? secret ?? variables;
}

function isVariables(path: string): boolean {
  return /(?:^|[/\\])\.env[^/\\]*$|\.env$/i.test(path);
}

/**
 * A text whose imports lead to the copies; nothing else in it changes.
 * @param folder where the text lies, below the folder of all copies; empty for that folder itself
 * @param targetOf where the copy of an import lies below that folder; undefined where there is none
 */
export function rewriteImports(
  text: string,
  folder: string,
  targetOf: (found: Import) => string | undefined,
): string {
  let written = '';
  let at = 0;
  for (const found of findImports(text)) {
    const target = targetOf(found);
    if (target === undefined || leadsTo(found.path, folder, target)) continue;
    written += text.slice(at, found.start) + relativePath(folder, target).replaceAll(' ', '\\ ');
    at = found.end;
  }
  return written + text.slice(at);
}

/** False for a path with characters with which an import ends. */
export function canBeImported(path: string): boolean {
  return !/[\\#*`<>[\]]|(?! )\s/.test(path);
}

function leadsTo(path: string, folder: string, target: string): boolean {
  if (/^[~/]/.test(path)) return false;
  const names = folder === '' ? [] : folder.split('/');
  for (const name of path.split('/')) {
    if (name === '..' && names.length === 0) return false;
    if (name === '..') names.pop();
    else if (name !== '.' && name !== '') names.push(name);
  }
  return names.join('/') === target;
}

function relativePath(folder: string, target: string): string {
  const from = folder === '' ? [] : folder.split('/');
  const to = target.split('/');
  const shared = to.findIndex((name, index) => name !== from[index]);
  const up = from.length - shared;
  return (up > 0 ? '../'.repeat(up) : './') + to.slice(shared).join('/');
}
