import { type Needle, needleOf } from './needle.ts';

/** What is searched: what people wrote, what Claude said, what tools were given and gave, what a conversation is called. */
export const saidKinds = ['prompt', 'answer', 'tool', 'title'] as const;

export type SaidKind = (typeof saidKinds)[number];

/** Words that one message has to have, all of them, in capitals or not. */
export interface Query {
  /** A pattern for each; global, so `lastIndex` counts. */
  readonly patterns: readonly RegExp[];
  /** For each, bytes that a line with it has, unless a character of it stands in another form. None where it has none such. */
  readonly needles: readonly (Needle | undefined)[];
}

/** @param words each a word, or several in a row: then they are sought as a phrase, whatever white space is between them */
export function queryOf(words: readonly string[]): Query {
  const sought = words.map(partsOf).filter((parts) => parts.length > 0);
  return {
    patterns: sought.map((parts) => new RegExp(parts.map(escapePattern).join('\\s+'), 'giu')),
    needles: sought.map(needleOf),
  };
}

/** The words of a line that somebody types: "in quotes" is one, as a phrase; a quote that is not closed yet counts as closed. */
export function splitQuery(line: string): string[] {
  const found = line.matchAll(/"([^"]*)"?|[^\s"]+/gu);
  return [...found].map(([word, phrase]) => phrase ?? word).filter((word) => partsOf(word).length > 0);
}

function partsOf(word: string): string[] {
  return word.split(/\s+/u).filter((part) => part !== '');
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}
