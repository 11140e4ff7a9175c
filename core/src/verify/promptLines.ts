/**
 * Paths that are known, each exactly: working directories of this project, config directories and what lies in them for
 * the project, of the host and of the container.
 */
export type KnownPaths = ReadonlySet<string>;

/** A path without white space. */
const path = '(?:/|~/|[A-Za-z]:\\\\)[^\\s`]*';

const month = '(?:January|February|March|April|May|June|July|August|September|October|November|December)';

/** Honest differences from host to container, from day to day and from model to model, by their exact shape. */
const varying: readonly (readonly [RegExp, string])[] = [
  [/^( - Is a git repository: |Is directory a git repo: )(?:true|false|Yes|No)$/, '$1BOOLEAN'],
  [/^( - Platform: )(?:linux|darwin|win32)$/, '$1PLATFORM'],
  [/^( - Shell: )(?:ba|z|fi|da|a|k|tc|c)?sh$|^( - Shell: )(?:pwsh|powershell|unknown)$/, '$1$2SHELL'],
  [/^( - OS Version: )(?:Linux|Darwin|Windows(?:_NT)?) \d+\.\d+[\w.+-]{0,30}$/, '$1OS'],
  [
    new RegExp(
      `^You are powered by the model named [A-Z][a-z]{2,12} [\\d.]{1,5}\\. The exact model ID is claude-[a-z0-9.-]{1,40}(?:\\[1m\\])?\\.(?: Assistant knowledge cutoff is ${month} \\d{4}\\.)?$`,
    ),
    'MODEL',
  ],
  [/(?<![\w-])\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w-])/g, 'DATE'],
];

/** Prompts name paths that differ in a list of the environment's facts, and in backticks. */
const listed = new RegExp(`^( - [A-Z][\\w ]{1,40}: )(${path})$`);
const quoted = new RegExp(`\`(${path})\``, 'g');

/**
 * The lines of a text as they are compared: without what varies honestly, blank lines, and the tags around. Only paths
 * that are known are replaced: a path is long enough for an instruction.
 * @param known undefined to replace every path that stands where paths differ: for texts of this host's own
 */
export function promptLines(text: string, known: KnownPaths | undefined): string[] {
  const isKnown = (each: string) => known === undefined || known.has(each.replace(/(?<=.)[\\/]$/, ''));
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/^<system-reminder>|<\/system-reminder>$/g, '').trimEnd())
    .filter((line) => line !== '')
    .map((line) => normalizeLine(line, isKnown, known));
}

function normalizeLine(line: string, isKnown: (path: string) => boolean, known?: KnownPaths): string {
  // A folder that is known may have white space in it.
  const [, before, end = ''] = /^(.*?directory: )(.+)$/.exec(line) ?? [];
  if (before !== undefined && known?.has(end)) return `${before}PATH`;
  const withPaths = line
    .replace(listed, (all, label: string, found: string) => (isKnown(found) ? `${label}PATH` : all))
    .replace(quoted, (all, found: string) => (isKnown(found) ? '`PATH`' : all));
  return varying.reduce((result, [from, to]) => result.replace(from, to), withPaths);
}
