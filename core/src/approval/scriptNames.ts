import { impliedFiles } from './impliedFiles.ts';
import { moduleFiles } from './moduleFiles.ts';
import { isScript, wordsOf } from './namedFiles.ts';

/** Files that a script may name, by its words. They do not say which folder a name starts from. */
interface ScriptNames {
  readonly words: readonly string[];
  /** Folders that it changes to, or has a program work in. */
  readonly folders: readonly string[];
}

/** Reads the names out of a script, a package.json or a Makefile; lines that are comments alone are left out. */
export function scriptNames(text: string): ScriptNames {
  const lines = text.replace(/^[ \t]*#[ \t].*$/gm, '');
  const words = wordsOf(lines);
  const modules = [...lines.matchAll(/\b(?:node|nodejs|bun|deno|tsx|ts-node)\b[ \t].*/g)].flatMap(([line]) =>
    wordsOf(line),
  );
  const relative = words.filter((word) => /^\.\.?\//.test(word));
  const all = [...words, ...impliedFiles(words), ...moduleFiles([...modules, ...relative])];
  const changes = lines.matchAll(/(?:\b(?:cd|pushd)|-C|--(?:prefix|cwd|dir|directory))[ \t=]+(\S[^;&|\n]*)/g);
  return {
    words: [...new Set(all.flatMap(placesOf))],
    folders: [...new Set([...changes].flatMap((match) => wordsOf(match[1] ?? '')).flatMap(placesOf))],
  };
}

/**
 * A word, and the rest of a path behind a variable or a slash: `$DIR/lib/a.sh` and `"$(dirname "$0")"/lib/a.sh` name
 * `lib/a.sh` in some folder. What holds a sign of the shell names nothing that could be looked up.
 */
function placesOf(word: string): string[] {
  const rest = word.replace(/^(\$[^\\/]*|%~dp0|)([\\/]+(\$[^\\/]*[\\/]+)*)?/, '');
  return [word, rest].filter((each) => each !== '' && !/[$*?^`!~#\n]/.test(each));
}

/** True when the words of a file that a script names are looked up too: it is a script, by its name or its first line. */
export function isFollowed(path: string, text: string): boolean {
  const name = path.replace(/^.*[\\/]/, '');
  return (
    isScript(path) ||
    !name.slice(1).includes('.') ||
    text.startsWith('#!') ||
    /^(package\.json|Taskfile\.ya?ml|\.yarnrc\.yml|\.env(\..*)?|.*\.env)$/.test(name)
  );
}

/** Files of settings: what they hold may be secret, and is shown as that of a file of variables is. */
export function isEnvironmentFile(path: string): boolean {
  return /(^|[\\/])(\.npmrc|\.yarnrc(\.yml)?|\.netrc|\.pypirc|\.env(\.[^\\/]*)?|[^\\/]*\.env)$/.test(path);
}
