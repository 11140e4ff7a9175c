import { Token } from '@claude-sessions/core/devcontainer/parseJsonc.ts';
import { createScanner } from 'jsonc-parser';

/** The place in a JSONC text where somebody types, as far as the text before it tells: it may be broken there. */
export interface Cursor {
  /** The way to what is being written; at a key to the object that it is for. */
  readonly path: readonly (string | number)[];
  readonly at: 'key' | 'value';
  /** Offsets of what is there already and makes way: a string, the beginning of one, a bare word, or nothing. */
  readonly start: number;
  readonly end: number;
  /** The string that the cursor is in: what stands in it before the cursor and behind it, as written. */
  readonly string: { readonly before: string; readonly after: string } | undefined;
  /** Offset where a comma is missing before it. */
  readonly commaBefore: number | undefined;
  /** A comma is missing behind it. */
  readonly commaBehind: boolean;
  /** A key that has its colon already. */
  readonly hasColon: boolean;
}

interface Frame {
  readonly kind: 'object' | 'array';
  key: string;
  index: number;
  expect: 'key' | 'colon' | 'value' | 'comma';
}

const stringToken = 10;
const colonToken = 6;
/** jsonc-parser's `ScanError.UnexpectedEndOfString`. */
const unexpectedEnd = 2;
/** String, number, literals, unknown words. */
const isWord = (kind: number) => (kind >= 7 && kind <= 11) || kind === 16;

/** Finds out where an offset is; undefined in a comment, outside of the outermost object, and behind a key. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const scanner = createScanner(text, false);
  const frames: Frame[] = [];
  let lastEnd = 0;
  let here: { start: number; end: number; string: Cursor['string'] } | undefined;
  for (let kind: number = scanner.scan(); kind !== Token.end; kind = scanner.scan()) {
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    if (start >= offset) break;
    if (kind === Token.trivia || kind === Token.lineBreak) continue;
    if (isInComment(kind, text, end, offset)) return undefined;
    if (kind === Token.lineComment || kind === Token.blockComment) continue;
    const closed = kind === stringToken && isClosed(text, end, scanner.getTokenError());
    if (kind === stringToken ? (closed ? offset < end : offset <= end) : isWord(kind) && offset <= end) {
      here = word(text, { start, end, closed, isString: kind === stringToken }, offset);
      break;
    }
    step(frames, kind, scanner.getTokenValue());
    lastEnd = end;
  }
  const top = frames.at(-1);
  if (!top || top.expect === 'colon') return undefined;
  const at = top.kind === 'object' && top.expect !== 'value' ? 'key' : 'value';
  const index = top.index + (top.expect === 'comma' ? 1 : 0);
  const own = top.kind === 'array' ? [index] : at === 'value' ? [top.key] : [];
  const { start, end, string } = here ?? { start: offset, end: offset, string: undefined };
  const behind = next(text, end);
  return {
    path: [...frames.slice(0, -1).map((frame) => (frame.kind === 'array' ? frame.index : frame.key)), ...own],
    at,
    start,
    end,
    string,
    commaBefore: top.expect === 'comma' ? lastEnd : undefined,
    commaBehind: isWord(behind) || behind === Token.openBrace || behind === Token.openBracket,
    hasColon: at === 'key' && behind === colonToken,
  };
}

function isInComment(kind: number, text: string, end: number, offset: number): boolean {
  if (kind === Token.lineComment) return offset <= end;
  return kind === Token.blockComment && (offset < end || !text.slice(0, end).endsWith('*/'));
}

/** True when a string ends by its own quote, not by the one that begins the next string. */
function isClosed(text: string, end: number, error: number): boolean {
  return error !== unexpectedEnd && !/[\w.@${-]/.test(text[end] ?? '');
}

/** The range that makes way for what is written: a whole string; of one without an end yet, what seems to belong to it. */
function word(
  text: string,
  { start, end, closed, isString }: { start: number; end: number; closed: boolean; isString: boolean },
  offset: number,
) {
  if (!isString) return { start, end: offset, string: undefined };
  const stop = closed ? end : offset + (/^[\w./:@$-]*/.exec(text.slice(offset, end))?.[0].length ?? 0);
  const inner = { before: text.slice(start + 1, offset), after: text.slice(offset, closed ? end - 1 : stop) };
  return { start, end: stop, string: inner };
}

/** Goes past a token that is no trivia. */
function step(frames: Frame[], kind: number, value: string): void {
  const top = frames.at(-1);
  if (kind === Token.openBrace) {
    frames.push({ kind: 'object', key: '', index: 0, expect: 'key' });
  } else if (kind === Token.openBracket) {
    frames.push({ kind: 'array', key: '', index: 0, expect: 'value' });
  } else if (kind === Token.closeBrace || kind === Token.closeBracket) {
    frames.pop();
    const outer = frames.at(-1);
    if (outer) outer.expect = 'comma';
  } else if (!top) {
    return;
  } else if (kind === Token.comma) {
    top.index++;
    top.expect = top.kind === 'object' ? 'key' : 'value';
  } else if (kind === colonToken) {
    if (top.kind === 'object') top.expect = 'value';
  } else if (top.kind === 'object' && top.expect !== 'value') {
    top.key = value;
    top.expect = 'colon';
  } else {
    // A comma is missing where two values follow each other.
    if (top.expect === 'comma') top.index++;
    top.expect = 'comma';
  }
}

/** The kind of the next token that is no trivia. */
function next(text: string, offset: number): number {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  return scanner.scan();
}
