import { createScanner, type Node, type ParseError, parseTree } from 'jsonc-parser';

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
export interface ParsedJsonc {
  /** Undefined when there is nothing in the text, or it is nested too deep. */
  readonly root: Node | undefined;
  readonly errors: readonly ParseError[];
  /** Where the text goes deeper than may be. */
  readonly tooDeepAt: number | undefined;
}

const parseOptions = { allowTrailingComma: true, disallowComments: false, allowEmptyContent: false };

/**
 * The last texts that were parsed. An edit looks several places up before and after each step, and a language server asks
 * every check about one text: parsing is all that costs there.
 */
const known = new Map<string, ParsedJsonc>();
const maxKnown = 3;
/** What is longer is no devcontainer.json that anybody wrote, and not worth the memory. */
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

/** Where a text goes deeper than may be, or undefined. */
function findTooDeep(text: string): number | undefined {
  if (!mayBeTooDeep(text)) return undefined;
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let kind: number = scanner.scan(); kind !== Token.end; kind = scanner.scan()) {
    if (kind === Token.openBrace || kind === Token.openBracket) depth++;
    if (kind === Token.closeBrace || kind === Token.closeBracket) depth--;
    if (depth > maxDepth) return scanner.getTokenOffset();
  }
  return undefined;
}

/** Whether there are brackets enough for it at all. */
function mayBeTooDeep(text: string): boolean {
  let count = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0 && count <= maxDepth; at = text.indexOf(bracket, at + 1))
      count++;
  }
  return count > maxDepth;
}
