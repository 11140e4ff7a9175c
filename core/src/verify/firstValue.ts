import { endOfString, isWithinBounds } from './lineBounds.ts';

/**
 * What a line holds. `tail` when more than white space follows the first value; `value` is undefined when there is none.
 * `end`: where the value ends at the latest. `unread`: it has more, or deeper, values than are read.
 */
interface LineValue {
  readonly value: unknown;
  readonly tail: boolean;
  readonly end: number;
  readonly unread?: true;
}

/**
 * Reads a line as Claude Code does (measured with 2.1.329 and 2.1.197): its first JSON value counts, whatever follows.
 * Never throws.
 */
export function firstValue(line: string): LineValue {
  if (!isWithinBounds(line)) return { value: undefined, tail: true, end: 0, unread: true };
  try {
    return { value: JSON.parse(line), tail: false, end: line.trimEnd().length };
  } catch {
    const end = endOfObject(line);
    if (end === undefined) return { value: undefined, tail: true, end: 0 };
    try {
      return { value: JSON.parse(line.slice(0, end)), tail: true, end };
    } catch {
      return { value: undefined, tail: true, end: 0 };
    }
  }
}

/** The end of the object that a line begins with; undefined when it begins with none or does not end. */
function endOfObject(line: string): number | undefined {
  if (!line.trimStart().startsWith('{')) return undefined;
  let depth = 0;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === '"') at = endOfString(line, at);
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1;
  }
  return undefined;
}
