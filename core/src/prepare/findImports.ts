import { findStretches, type Stretch } from './stretches.ts';

/** A file that a text of instructions imports. */
export interface Import {
  /** As it is written, but with plain spaces. */
  readonly path: string;
  /** Where it stands in the text, without the `@` and without what follows a `#`. */
  readonly start: number;
  readonly end: number;
}

/**
 * What a CLAUDE.md, or a file that it imports, imports, as Claude Code finds it: `@path` where a word begins, but for code, HTML
 * and comments. (Measured with 2.1.197 and 2.1.329; the cases are in the unit test.)
 */
export function findImports(text: string): Import[] {
  return text.includes('@') ? findStretches(text).flatMap((stretch) => importsIn(text, stretch)) : [];
}

const written = /(?:[^\s\\]|\\ )+/y;
const named = /^(?:~\/|\/.|[a-zA-Z0-9._-])/;

/** As far back it is looked for what comes before an import in its paragraph. */
const window = 1000;

function importsIn(text: string, { start, end, hidden }: Stretch): Import[] {
  const part = text.slice(start, end);
  const gaps = hidden === 'nothing' ? [] : hiddenIn(part, hidden);
  const found: Import[] = [];
  let gap = 0;
  for (let at = part.indexOf('@'); at !== -1; at = part.indexOf('@', at + 1)) {
    while ((gaps[gap]?.[1] ?? at + 1) <= at) gap++;
    const [from, to] = gaps[gap] ?? [part.length, part.length];
    if (from <= at && at < to) continue;
    const before = part.slice(Math.max(0, at - window), at);
    if (gaps[gap - 1]?.[1] !== at && !beginsWord(part, at, before)) continue;
    written.lastIndex = at + 1;
    const [whole = ''] = written.exec(part) ?? [];
    const path = withoutMarks(whole.slice(0, from - at - 1), before).replace(/#.*$/s, '');
    if (!named.test(path)) continue;
    const first = start + at + 1;
    found.push({ path: path.replaceAll('\\ ', ' '), start: first, end: first + path.length });
  }
  return found;
}

const comment = /<!--[\s\S]*?-->/g;
const withoutComments =
  /\\[\s\S]|<\/?[a-zA-Z][\w-]*(?:\s[^<>]*)?\/?>|<[a-zA-Z][\w+.-]*:[^\s<>]*>|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g;
const inline = new RegExp(`${comment.source}|${withoutComments.source}`, 'g');

/** Code, tags, addresses and comments in running text, in their order. */
function hiddenIn(part: string, hidden: 'inline' | 'comments'): [from: number, to: number][] {
  return [...part.matchAll(hidden === 'comments' ? comment : part.includes('-->') ? inline : withoutComments)]
    .filter(([found]) => !found.startsWith('\\'))
    .map(({ 0: found, index }) => [index, index + found.length]);
}

function beginsWord(part: string, at: number, before: string): boolean {
  const marks = /[*_]*$/.exec(before)?.[0] ?? '';
  const isFirst = at === marks.length || /\s/.test(before.charAt(before.length - marks.length - 1));
  if (isFirst && part.includes(marks, at)) return true;
  return (
    /(?:^|[^\\])\\[!-/:-?[-`{-~]$/.test(before.slice(-3)) ||
    (/(?:^|[^!])\[$/.test(before.slice(-2)) && /^[^\]\s]*\]\(/.test(part.slice(at, at + window)))
  );
}

/** Without what ends an emphasis that began before it, or the text of a link. */
function withoutMarks(path: string, before: string): string {
  const plain = before.endsWith('[') ? path.replace(/\].*$/s, '') : path;
  const { 0: marks = '', index = 0 } = /\*+|_+(?!\w)/.exec(plain) ?? {};
  const isOpen = marks !== '' && before.replace(/\w_+(?=\w)/g, '').includes(marks);
  return isOpen ? plain.slice(0, index) : plain;
}
