import type { Occurring } from './transcriptFacts.ts';

/** The first of them, cut, for showing. */
export function some(list: readonly Occurring<string>[]): string[] {
  const shown = list.slice(0, 10).map(({ what }) => cut(what));
  return list.length > 10 ? [...shown, `… and ${list.length - 10} more`] : shown;
}

/** The first line, the number of lines, and an identity of all of them. */
export function together(list: readonly Occurring<string>[]) {
  return {
    line: list.reduce((first, { line }) => Math.min(first, line), Number.POSITIVE_INFINITY),
    count: list.reduce((sum, { count }) => sum + count, 0),
    identity: list
      .map(({ what }) => what)
      .sort()
      .join('\n'),
  };
}

/** As much of a text as is shown. */
export function cut(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
