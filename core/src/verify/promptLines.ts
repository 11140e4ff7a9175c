/** A path without white space: no instruction fits in. */
const path = '(?:/|~/|[A-Za-z]:\\\\)[^\\s`]*';

/** What differs honestly from host to container, from day to day and from model to model. Strict: no sentence fits in. */
const varying: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`\`${path}\``, 'g'), '`PATH`'],
  [new RegExp(`^( - [A-Z][\\w ]{1,40}: )${path}$`), '$1PATH'],
  [/^( - Is a [\w ]{1,20}: )(?:true|false)$/, '$1BOOLEAN'],
  [/^( - Platform: )(?:linux|darwin|win32)$/, '$1PLATFORM'],
  [/^( - Shell: )[\w.-]{1,20}$/, '$1SHELL'],
  [/^( - OS Version: )(?:Linux|Darwin|Windows(?:_NT)?)(?: [\w.+#:()~-]{1,60}){0,3}$/, '$1OS'],
  [
    /^You are powered by the model named [A-Z][a-z]{2,12} [\d.]{1,5}\. The exact model ID is [\w.:@/[\]-]{1,80}\.(?: Assistant knowledge cutoff is \w{3,9} \d{4}\.)?$/,
    'MODEL',
  ],
  [/\b\d{4}-\d\d-\d\d\b/g, 'DATE'],
];

/**
 * The lines of a text as they are compared: without what varies honestly, blank lines, and the tags around.
 * @param folders working directories that are known: the only ones that may have white space in them
 */
export function promptLines(text: string, folders: readonly string[] = []): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/^<system-reminder>|<\/system-reminder>$/g, '').trimEnd())
    .filter((line) => line !== '')
    .map((line) => normalizeLine(line, folders));
}

function normalizeLine(line: string, folders: readonly string[]): string {
  const folder = folders.find((each) => line.endsWith(`directory: ${each}`));
  if (folder !== undefined) return `${line.slice(0, -folder.length)}PATH`;
  return varying.reduce((text, [from, to]) => text.replace(from, to), line);
}
