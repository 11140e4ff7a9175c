import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';

/** Markup of ours. What comes from outside is in it only as text. */
export class Html {
  constructor(readonly markup: string) {}
}

type Part = Html | string | number | undefined | readonly Part[];

/** Longer ones are no names any more. */
const longest = 300;

/** Markup with values in it: those that are no markup are escaped, on one line, what is hidden in them shown. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((before, text, at) => `${before}${markupOf(parts[at - 1])}${text}`));
}

function markupOf(part: Part): string {
  if (part instanceof Html) return part.markup;
  if (typeof part === 'string') return escaped(shownLine(part, longest));
  if (typeof part === 'number') return String(part);
  return part === undefined ? '' : part.map(markupOf).join('');
}

const codes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => codes[character] ?? character);
}
