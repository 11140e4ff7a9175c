import { type Node, type ParseError, parseTree } from 'jsonc-parser';

/** jsonc-parser's `SyntaxKind`, which as an ambient const enum cannot be imported by separately compiled modules. */
export const Token = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  trivia: 15,
  end: 17,
} as const;

/** Parsers go down a call for each level: whoever wrote the file shall not choose how deep. */
export const maxDepth = 200;

/** A JSONC text, parsed. Everybody who asks for the same text gets the same one: it is not to be changed. */
interface ParsedJsonc {
  /** Undefined when there is nothing in the text, or it is nested too deep. */
  readonly root: Node | undefined;
  readonly errors: readonly ParseError[];
  /** Offset at which the text is nested too deep. */
  readonly tooDeepAt: number | undefined;
}

const parseOptions = { allowTrailingComma: true, disallowComments: false, allowEmptyContent: false };

/**
 * The last texts that were parsed. An edit looks several places up before and after each step, and a language server asks
 * every check about one text: parsing is all that costs there.
 */
const known = new Map<string, ParsedJsonc>();
const maxKnown = 3;
/** Anything longer is no devcontainer.json that anybody wrote, and not worth the memory. */
const maxKnownLength = 1_000_000;

/** Parses a JSONC text, tolerant of errors. Never throws. */
export function parseJsonc(text: string): ParsedJsonc {
  const before = known.get(text);
  if (before) {
    // The one used last goes last.
    known.delete(text);
    known.set(text, before);
    return before;
  }
  const parsed = parse(text);
  if (text.length > maxKnownLength) return parsed;
  known.set(text, parsed);
  const [oldest] = known.keys();
  if (known.size > maxKnown && oldest !== undefined) known.delete(oldest);
  return parsed;
}

function parse(text: string): ParsedJsonc {
  const tooDeepAt = findTooDeep(text);
  if (tooDeepAt !== undefined) return { root: undefined, errors: [], tooDeepAt };
  const errors: ParseError[] = [];
  return { root: parseTree(text, errors, parseOptions), errors, tooDeepAt };
}

/** Characters that part a text into brackets, strings and comments. */
const Char = {
  newline: 10,
  return: 13,
  quote: 34,
  star: 42,
  slash: 47,
  openBracket: 91,
  backslash: 92,
  closeBracket: 93,
  openBrace: 123,
  closeBrace: 125,
} as const;

/** The offset at which a text is nested too deep, or undefined. Reads strings and comments as jsonc-parser's scanner does. */
function findTooDeep(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === Char.openBrace || char === Char.openBracket) {
      depth++;
      if (depth > maxDepth) return at;
    } else if (char === Char.closeBrace || char === Char.closeBracket) depth--;
    else if (char === Char.quote) at = endOfString(text, at + 1);
    else if (char === Char.slash) at = endOfComment(text, at);
  }
  return undefined;
}

/** The offset of the closing quote of the string that begins before `at`, or the line's end where it has none. */
function endOfString(text: string, at: number): number {
  for (let end = at; end < text.length; end++) {
    const char = text.charCodeAt(end);
    if (char === Char.quote) return end;
    if (char === Char.newline || char === Char.return) return end;
    if (char === Char.backslash) end++;
  }
  return text.length;
}

/** The end of the comment whose first slash may be at `at`; `at` itself when there is none. */
function endOfComment(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next === Char.slash) {
    for (let end = at + 2; end < text.length; end++) {
      const char = text.charCodeAt(end);
      if (char === Char.newline || char === Char.return) return end;
    }
    return text.length;
  }
  if (next !== Char.star) return at;
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? text.length : end + 1;
}
