import { escapeHidden } from '../../hiddenCharacters.ts';
import type { Query } from './Query.ts';
import type { Said } from './saidIn.ts';

/** A part of a text in one line: what is hidden in it is shown as its code. */
export interface Snippet {
  readonly text: string;
  /** Where the words stand in it: from, to. */
  readonly marks: readonly (readonly [from: number, to: number])[];
}

/** Characters that are shown before the first word, and in all. */
const before = 50;
const length = 200;
/** A word is shown this far. */
const maxMark = 120;

/** The text of a message that is shown for a query, where the message has all its words; undefined where it has not. */
export function matchIn(texts: readonly Said[], query: Query): Said | undefined {
  const found = query.patterns.map((pattern) => texts.filter(({ text }) => has(text, pattern)));
  const [first = []] = found;
  if (found.length === 0 || found.some((those) => those.length === 0)) return undefined;
  return first.find((each) => found.every((those) => those.includes(each))) ?? first[0];
}

/** The part of a text around the first of the words. */
export function snippetOf(text: string, query: Query): Snippet {
  const firsts = query.patterns.flatMap((pattern) => firstIn(text, pattern) ?? []);
  const first = Math.min(text.length, ...firsts);
  const from = wholeCharacter(text, Math.max(0, first - before));
  const to = wholeCharacter(text, Math.min(text.length, Math.max(from + length, first + maxMark)));
  const excerpt = text.slice(from, to);
  let shown = from > 0 ? '…' : '';
  const marks: [number, number][] = [];
  let at = 0;
  for (const [start, end] of joined(query.patterns.flatMap((pattern) => placesIn(excerpt, pattern)))) {
    shown += shownPart(excerpt.slice(at, start));
    const mark = shown.length;
    shown += shownPart(excerpt.slice(start, end));
    marks.push([mark, shown.length]);
    at = end;
  }
  shown += shownPart(excerpt.slice(at));
  return { text: to < text.length ? `${shown}…` : shown, marks };
}

function shownPart(text: string): string {
  return escapeHidden(text.replace(/\s+/gu, ' '));
}

/** Not between the halves of a character. */
function wholeCharacter(text: string, at: number): number {
  const isHalved = /[\ud800-\udbff]/.test(text[at - 1] ?? '') && /[\udc00-\udfff]/.test(text[at] ?? '');
  return isHalved ? at - 1 : at;
}

function has(text: string, pattern: RegExp): boolean {
  pattern.lastIndex = 0;
  return pattern.test(text);
}

function firstIn(text: string, pattern: RegExp): number | undefined {
  pattern.lastIndex = 0;
  return pattern.exec(text)?.index;
}

function placesIn(text: string, pattern: RegExp): [number, number][] {
  pattern.lastIndex = 0;
  return [...text.matchAll(pattern)].map(({ 0: found, index }) => [index, index + found.length]);
}

function joined(places: [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of places.sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
