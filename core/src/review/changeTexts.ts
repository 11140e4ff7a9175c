import { endOfString } from '../verify/lineBounds.ts';

/** Where the walk is: an object and the member that is read, or a list and its index. */
interface Open {
  at: string | number;
  /** A name follows, no value. */
  name: boolean;
}

/**
 * Replaces texts of a JSON value by position, and leaves all else as it is written.
 * @param before what `text` is parsed to
 * @param after the same, with other texts
 */
export function changeTexts(text: string, before: object, after: object): string {
  const open: Open[] = [];
  let made = '';
  let kept = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    const top = open.at(-1);
    if (character === '{') open.push({ at: '', name: true });
    else if (character === '[') open.push({ at: 0, name: false });
    else if (character === '}' || character === ']') open.pop();
    else if (character === ':' && top) top.name = false;
    else if (character === ',' && top) {
      if (typeof top.at === 'number') top.at++;
      else top.name = true;
    } else if (character === '"') {
      const end = endOfString(text, at) + 1;
      if (top?.name) top.at = textOf(text.slice(at, end));
      else {
        const was = valueAt(before, open);
        const is = valueAt(after, open);
        // Of a name that is given twice, the last one counts.
        if (typeof is === 'string' && is !== was && textOf(text.slice(at, end)) === was) {
          made += text.slice(kept, at) + JSON.stringify(is);
          kept = end;
        }
      }
      at = end - 1;
    }
  }
  return made + text.slice(kept);
}

/** @param token with its quotes */
const textOf = (token: string): string => (token.includes('\\') ? JSON.parse(token) : token.slice(1, -1));

function valueAt(value: unknown, open: readonly Open[]): unknown {
  let found = value;
  for (const { at } of open) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, at)) return undefined;
    found = (found as Record<string | number, unknown>)[at];
  }
  return found;
}
