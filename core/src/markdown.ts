import { shownLine } from './hiddenCharacters.ts';

/** Of dates, times, names and paths: marks that are none there in any Markdown. */
const inert = /(?<=[A-Za-z\d])-(?=[A-Za-z\d])|(?<=\b\d\d):(?=\d\d\b)|\//;
const mark = new RegExp(`${inert.source}|([!-/:-@[-\`{-~])`, 'g');

/** Text from outside, as text in Markdown: one line, of bounded length, in which nothing is markup, a link or hidden. */
export function escapeMarkdown(text: string): string {
  return shownLine(text).replace(mark, (all, escaped?: string) => (escaped === undefined ? all : `\\${all}`));
}

/** Text from outside as a code span in Markdown: one line, of bounded length, which nothing in it can end. */
export function codeSpan(text: string): string {
  const shown = shownLine(text);
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown === '' || /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}
