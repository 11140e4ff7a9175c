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

function importsIn(text: string, { start, end, hidden }: Stretch): Import[] {
  const part = text.slice(start, end);
  const gaps = hidden === 'nothing' ? [] : hiddenIn(part, hidden);
  return [...part.matchAll(/@/g)].flatMap(({ index }) => {
    if (gaps.some(([from, to]) => index >= from && index < to)) return [];
    if (!beginsWord(part, index, gaps)) return [];
    written.lastIndex = index + 1;
    const [whole = ''] = written.exec(part) ?? [];
    const next = gaps.find(([from]) => from > index)?.[0] ?? part.length;
    const path = withoutMarks(whole.slice(0, next - index - 1), part, index).replace(/#.*$/s, '');
    if (!named.test(path)) return [];
    return [
      { path: path.replaceAll('\\ ', ' '), start: start + index + 1, end: start + index + 1 + path.length },
    ];
  });
}

/** Code, tags, addresses and comments in running text, in their order. */
function hiddenIn(part: string, hidden: 'inline' | 'comments'): [from: number, to: number][] {
  const pattern =
    hidden === 'comments'
      ? /<!--[\s\S]*?-->/g
      : /\\[\s\S]|<!--[\s\S]*?-->|<\/?[a-zA-Z][\w-]*(?:\s[^<>]*)?\/?>|<[a-zA-Z][\w+.-]*:[^\s<>]*>|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g;
  return [...part.matchAll(pattern)]
    .filter(([found]) => !found.startsWith('\\'))
    .map(({ 0: found, index }) => [index, index + found.length]);
}

function beginsWord(part: string, at: number, gaps: readonly [number, number][]): boolean {
  const before = part.slice(0, at);
  const [, marks] = /(?:^|\s)([*_]*)$/.exec(before) ?? [];
  if ((marks !== undefined && part.includes(marks, at)) || gaps.some(([, to]) => to === at)) return true;
  return (
    /(?:^|[^\\])\\[!-/:-?[-`{-~]$/.test(before) ||
    (/(?:^|[^!])\[$/.test(before) && /^[^\]\s]*\]\(/.test(part.slice(at)))
  );
}

/** Without what ends an emphasis that began before it, or the text of a link. */
function withoutMarks(path: string, part: string, at: number): string {
  const before = part.slice(0, at);
  const plain = before.endsWith('[') ? path.replace(/\].*$/s, '') : path;
  const { 0: marks = '', index = 0 } = /\*+|_+(?!\w)/.exec(plain) ?? {};
  const isOpen = marks !== '' && before.replace(/\w_+(?=\w)/g, '').includes(marks);
  return isOpen ? plain.slice(0, index) : plain;
}
