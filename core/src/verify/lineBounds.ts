/**
 * How deep a line may be nested, and how many values it may have, to be parsed at all: what JSON.parse makes of `[[[[` or `{},{},`
 * takes fifty times the line's own room. The deepest line of real conversations has some twenty levels, the most values some
 * ten thousand (the lines of a file that was changed).
 */
const maxDepth = 500;
const maxValues = 250_000;

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;

/** Shorter than this nothing is too much. */
const alwaysFine = maxDepth;

/** True when a line can be parsed in little time and room. What is not JSON is looked at in the same way. */
export function isWithinBounds(line: string): boolean {
  if (line.length <= alwaysFine) return true;
  let depth = 0;
  let values = 0;
  for (let at = 0; at < line.length; at++) {
    const unit = line.charCodeAt(at);
    if (unit === QUOTE) at = endOfString(line, at);
    else if (unit === COMMA) values++;
    else if (unit === 91 || unit === 123) {
      depth++;
      values++;
      if (depth > maxDepth) return false;
    } else if (unit === 93 || unit === 125) depth--;
    if (values > maxValues) return false;
  }
  return true;
}

/** The offset of the closing quote of the string that begins at `start`, or the end of the line. */
export function endOfString(line: string, start: number): number {
  for (let at = line.indexOf('"', start + 1); at >= 0; at = line.indexOf('"', at + 1)) {
    let before = at - 1;
    while (before > start && line.charCodeAt(before) === BACKSLASH) before--;
    if ((at - before) % 2 === 1) return at;
  }
  return line.length;
}
