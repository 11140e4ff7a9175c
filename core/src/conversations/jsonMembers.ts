import { endOfString } from '../verify/lineBounds.ts';

/** A member of the object that a line is, as it is written. */
export interface JsonMember {
  readonly name: string;
  /** The name's and the value's text. */
  readonly key: string;
  readonly value: string;
}

/**
 * The members of an object, as they are written: what is not changed stays as it is, to the byte.
 * @param line an object that JSON.parse takes; of UTF-8 each byte may be a character
 */
export function jsonMembers(line: string): JsonMember[] {
  const found: JsonMember[] = [];
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at)) {
    const keyEnd = endOfString(line, at) + 1;
    const key = line.slice(at, keyEnd);
    const start = line.indexOf(':', keyEnd) + 1;
    const end = endOfValue(line, start);
    found.push({ name: JSON.parse(key), key, value: line.slice(start, end).trim() });
    at = end;
  }
  return found;
}

/** The offset of the comma behind a value, or of the bracket that ends its object. */
function endOfValue(line: string, start: number): number {
  let depth = 0;
  for (let at = start; at < line.length; at++) {
    const unit = line[at];
    if (unit === '"') at = endOfString(line, at);
    else if (unit === '{' || unit === '[') depth++;
    else if (depth === 0 && (unit === ',' || unit === '}')) return at;
    else if (unit === '}' || unit === ']') depth--;
  }
  return line.length;
}

/** The text of an object with some members as they are given: in their places, or at the end; without those that are undefined. */
export function withMembers(
  members: readonly JsonMember[],
  changes: Readonly<Record<string, unknown>>,
): string {
  const last = new Map(members.map(({ name }, index) => [name, index]));
  const there = members.flatMap(({ name, key, value }, index) => {
    if (last.get(name) !== index) return [];
    if (!Object.hasOwn(changes, name)) return `${key}:${value}`;
    return changes[name] === undefined ? [] : `${key}:${asciiJson(changes[name])}`;
  });
  const added = Object.entries(changes).flatMap(([name, value]) =>
    last.has(name) || value === undefined ? [] : `${asciiJson(name)}:${asciiJson(value)}`,
  );
  return `{${[...there, ...added].join(',')}}`;
}

/** JSON without a character beyond ASCII, so that it is the same text whatever bytes stand around it. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
