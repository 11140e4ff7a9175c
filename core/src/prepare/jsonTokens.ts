/** A token of JSON text, with the white space before it. */
export interface JsonToken {
  text: string;
  before: string;
  /** The line it is on, from 1. */
  line: number;
}

/** The tokens of a text, the white space after the last one, and the line of the first that is none. */
interface JsonTokens {
  tokens: JsonToken[];
  after: string;
  lines: number;
  badLine?: number;
}

const SPACE = /[ \t\r]+/y;
const TOKENS = [
  /[[\]{}:,]/y,
  /"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*)*"/y,
  /true|false|null/y,
  /-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][-+]?[0-9]+)?/y,
];
/** A byte order mark, as a character and as bytes. */
const BOM = /^(?:\uFEFF|\xEF\xBB\xBF)/;

/**
 * Cuts strict JSON into tokens, line by line, since no token spans lines.
 * A last line without its end is given one. Broken text gives the tokens before the break.
 */
export function jsonTokens(text: string): JsonTokens {
  const tokens: JsonToken[] = [];
  let gap = BOM.exec(text)?.[0] ?? '';
  const lines = text.slice(gap.length).split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const [index, line] of lines.entries()) {
    let at = 0;
    while (at < line.length) {
      const space = matchAt(SPACE, line, at);
      gap += space;
      at += space.length;
      if (at === line.length) break;
      const token = TOKENS.map((pattern) => matchAt(pattern, line, at)).find((match) => match !== '');
      if (token === undefined) return { tokens, after: gap, lines: lines.length, badLine: index + 1 };
      tokens.push({ text: token, before: gap, line: index + 1 });
      gap = '';
      at += token.length;
    }
    gap += '\n';
  }
  return { tokens, after: gap, lines: lines.length };
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/**
 * What a JSON string token says. Escapes of anything but ASCII become `?` and those of controls a blank:
 * enough to look for what is ASCII.
 */
export function decodeAscii(token: string): string {
  return token.slice(1, -1).replace(/\\(?:u([0-9A-Fa-f]{4})|(.))/gs, (_, hex?: string, kind = '') => {
    if (hex === undefined) return /[bfnrt]/.test(kind) ? ' ' : kind;
    const code = Number.parseInt(hex, 16);
    if (code <= 32) return ' ';
    return code < 127 ? String.fromCharCode(code) : '?';
  });
}
