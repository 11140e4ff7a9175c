import { decodeUtf8 } from './utf8.ts';

/** What may change in a value: texts, by where they stand in it. */
export interface Part {
  /** Of a text. */
  readonly text?: ((text: string) => string) | undefined;
  /** Of each value of a list. */
  readonly each?: Part | undefined;
  /** Of an object, where what changes in one member depends on others. */
  readonly object?: () => Part;
  /** Of a member's value; `later` when that is known only by members behind it, and `member` is asked again then. */
  readonly member?: ((name: string) => Part | 'later' | undefined) | undefined;
}

/** A text of a line, quotes included, and what takes its place. */
export interface Change {
  readonly from: number;
  readonly end: number;
  readonly text: string;
}

/** As `isWithinBounds`, which says why. */
const maxDepth = 500;
const maxValues = 250_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** A number for each byte, which is quicker to look up than anything else: 1 where the test holds. */
const tableOf = (test: (character: string) => boolean) =>
  Uint8Array.from({ length: 256 }, (_, byte) => (test(String.fromCharCode(byte)) ? 1 : 0));
/** Bytes in a text that do not only stand there. */
const special = tableOf((character) => /[\u0000-\u001f"\\]/.test(character));
/** What may follow a backslash, but for `u`. */
const escaped = tableOf((character) => /["\\/bfnrt]/.test(character));
const words = ['true', 'false', 'null'].map((word) => [...word].map((each) => each.charCodeAt(0)));

/** No JSON, or more than is parsed. */
const nowhere = -1;

/**
 * Finds what changes in a line of JSON, in one walk over its bytes: it takes what JSON.parse takes, and makes nothing of it but
 * the texts that may change.
 */
export class LineScanner {
  #bytes: Uint8Array = new Uint8Array();
  #end = 0;
  #values = 0;
  #changes: Change[] = [];
  readonly #texts = new Texts();

  /**
   * @param bytes UTF-8
   * @param part what may change in the line
   * @returns in their order; none when the line is no JSON object, or too much of one
   */
  changesIn(bytes: Uint8Array, from: number, end: number, part: Part): readonly Change[] {
    this.#bytes = bytes;
    this.#end = end;
    this.#values = 0;
    this.#changes = [];
    const start = this.#space(from);
    const after = bytes[start] === 0x7b ? this.#object(start, 1, part) : nowhere;
    if (after === nowhere || this.#space(after) !== end || this.#values > maxValues) return [];
    return this.#changes.sort((one, other) => one.from - other.from);
  }

  #space(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (at < this.#end && isSpace(bytes[at])) at++;
    return at;
  }

  #value(at: number, depth: number, part: Part | undefined): number {
    switch (this.#bytes[at]) {
      case QUOTE:
        return this.#text(at, part);
      case 0x7b:
        return this.#object(at, depth + 1, part);
      case 0x5b:
        return this.#list(at, depth + 1, part?.each);
      case 0x74:
        return this.#word(at, words[0]);
      case 0x66:
        return this.#word(at, words[1]);
      case 0x6e:
        return this.#word(at, words[2]);
      default:
        return this.#number(at);
    }
  }

  #object(from: number, depth: number, given: Part | undefined): number {
    const bytes = this.#bytes;
    const part = given?.object?.() ?? given;
    this.#values++;
    if (depth > maxDepth) return nowhere;
    let at = this.#space(from + 1);
    if (bytes[at] === 0x7d) return at + 1;
    const later: (readonly [name: string, at: number])[] = [];
    for (;;) {
      const ended = bytes[at] === QUOTE ? this.#endOfText(at) : nowhere;
      if (ended === nowhere) return nowhere;
      const name = part?.member && this.#texts.at(bytes, at, ended);
      at = this.#space(ended);
      if (bytes[at] !== COLON) return nowhere;
      at = this.#space(at + 1);
      const inner = name === undefined ? undefined : part?.member?.(name);
      if (inner === 'later') later.push([name ?? '', at]);
      at = this.#value(at, depth, inner === 'later' ? undefined : inner);
      if (at === nowhere) return nowhere;
      at = this.#space(at);
      if (bytes[at] === 0x7d) break;
      if (bytes[at] !== COMMA) return nowhere;
      this.#values++;
      at = this.#space(at + 1);
    }
    this.#again(later, depth, part);
    return at + 1;
  }

  /** Values that were passed over before it was known what changes in them. */
  #again(
    later: readonly (readonly [name: string, at: number])[],
    depth: number,
    part: Part | undefined,
  ): void {
    const values = this.#values;
    for (const [name, at] of later) {
      const inner = part?.member?.(name);
      if (inner !== 'later') this.#value(at, depth, inner);
    }
    this.#values = values;
  }

  #list(from: number, depth: number, part: Part | undefined): number {
    const bytes = this.#bytes;
    this.#values++;
    if (depth > maxDepth) return nowhere;
    let at = this.#space(from + 1);
    if (bytes[at] === 0x5d) return at + 1;
    for (;;) {
      at = this.#value(at, depth, part);
      if (at === nowhere) return nowhere;
      at = this.#space(at);
      if (bytes[at] === 0x5d) return at + 1;
      if (bytes[at] !== COMMA) return nowhere;
      this.#values++;
      at = this.#space(at + 1);
    }
  }

  #text(from: number, part: Part | undefined): number {
    const end = this.#endOfText(from);
    if (!part?.text || end === nowhere) return end;
    const was = this.#texts.at(this.#bytes, from, end);
    const is = part.text(was);
    if (is !== was) this.#changes.push({ from, end, text: JSON.stringify(is) });
    return end;
  }

  /** Behind the quote that ends the text. */
  #endOfText(from: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    for (let at = from + 1; ; ) {
      // The end of the line is special.
      while (special[bytes[at] as number] === 0) at++;
      const byte = bytes[at];
      if (at >= end) return nowhere;
      if (byte === QUOTE) return at + 1;
      if (byte !== BACKSLASH) return nowhere;
      if (escaped[bytes[at + 1] as number] === 1) at += 2;
      else if (bytes[at + 1] === 0x75 && [2, 3, 4, 5].every((more) => isHex(bytes[at + more]))) at += 6;
      else return nowhere;
    }
  }

  #word(at: number, word: readonly number[] = []): number {
    return word.every((byte, index) => this.#bytes[at + index] === byte) ? at + word.length : nowhere;
  }

  #number(from: number): number {
    const bytes = this.#bytes;
    let at = bytes[from] === 0x2d ? from + 1 : from;
    at = bytes[at] === 0x30 ? at + 1 : this.#digits(at);
    if (at !== nowhere && bytes[at] === 0x2e) at = this.#digits(at + 1);
    if (at === nowhere || (bytes[at] !== 0x65 && bytes[at] !== 0x45)) return at;
    const hasSign = bytes[at + 1] === 0x2b || bytes[at + 1] === 0x2d;
    return this.#digits(hasSign ? at + 2 : at + 1);
  }

  #digits(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (isDigit(bytes[at])) at++;
    return at > from ? at : nowhere;
  }
}

const isSpace = (byte: number | undefined) =>
  byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a;
const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39;
const isHex = (byte: number | undefined) =>
  isDigit(byte) || (byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);

/** Longer ones, and more of them, are made each time. */
const longestKept = 256;
const mostKept = 10_000;

/** Texts of bytes. Most are asked for again in the next line. */
class Texts {
  readonly #known = new Map<number, { readonly bytes: Uint8Array; readonly text: string }>();

  /** @param from its quote @param end behind the other */
  at(bytes: Uint8Array, from: number, end: number): string {
    if (end - from > longestKept) return textOf(bytes.subarray(from, end));
    let hash = 0;
    for (let at = from; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    const found = this.#known.get(hash);
    if (found && isAt(bytes, from, end, found.bytes)) return found.text;
    const own = bytes.slice(from, end);
    const text = textOf(own);
    if (this.#known.size >= mostKept) this.#known.clear();
    this.#known.set(hash, { bytes: own, text });
    return text;
  }
}

function isAt(bytes: Uint8Array, from: number, end: number, part: Uint8Array): boolean {
  if (part.length !== end - from) return false;
  for (let at = 0; at < part.length; at++) if (part[at] !== bytes[from + at]) return false;
  return true;
}

const textOf = (token: Uint8Array): string =>
  token.includes(BACKSLASH) ? JSON.parse(decodeUtf8(token)) : decodeUtf8(token.subarray(1, -1));
