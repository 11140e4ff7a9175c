import { leftOutNote } from './leftOut.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const LETTER_U = 117;

/** What is kept of a text of a long line. */
const maxText = 64 * 1024;

/** What is kept of a long line in all. */
const maxKept = 16 * 1024 * 1024;

/**
 * A line of JSON that is too long to be parsed, byte by byte as it is read: its texts are cut, and a note of how much was left out
 * put in the place of the rest. All else stays, so that it can be told what the line is.
 */
export class LineShortener {
  #kept = new Uint8Array(1024 * 1024);
  #length = 0;
  #isInText = false;
  #isEscaped = false;
  /** Digits of an escape that are still to come. */
  #digits = 0;
  #textLength = 0;
  #leftOut = 0;

  feed(bytes: Uint8Array): void {
    let nextSpecial = -1;
    for (let at = 0; at < bytes.length; at++) {
      if (this.#leftOut > 0 && !this.#isEscaped && this.#digits === 0) {
        // Most of a long line is passed over here.
        if (nextSpecial < at) nextSpecial = firstSpecial(bytes, at);
        this.#leftOut += nextSpecial - at;
        at = nextSpecial;
        if (at === bytes.length) return;
      }
      const byte = bytes[at] ?? 0;
      if (this.#isInText) this.#inText(byte);
      else {
        if (byte === QUOTE) this.#isInText = true;
        this.#keep(byte);
      }
    }
  }

  /** The shortened line; undefined where it has too much beside long texts. */
  end(): Uint8Array | undefined {
    return this.#length > maxKept ? undefined : this.#kept.subarray(0, this.#length);
  }

  #inText(byte: number): void {
    const isWhole = !this.#isEscaped && this.#digits === 0;
    if (isWhole && byte === QUOTE) {
      this.#endText();
      return;
    }
    // Not within a character, nor within an escape.
    const mayCut = isWhole && (byte & 0xc0) !== 0x80 && this.#textLength >= maxText;
    if (this.#leftOut > 0 || mayCut) this.#leftOut++;
    else {
      this.#keep(byte);
      this.#textLength++;
    }
    if (this.#isEscaped) {
      this.#isEscaped = false;
      this.#digits = byte === LETTER_U ? 4 : 0;
    } else if (this.#digits > 0) this.#digits--;
    else this.#isEscaped = byte === BACKSLASH;
  }

  #endText(): void {
    if (this.#leftOut > 0) for (const byte of utf8(leftOutNote(this.#leftOut))) this.#keep(byte);
    this.#keep(QUOTE);
    this.#isInText = false;
    this.#textLength = 0;
    this.#leftOut = 0;
  }

  #keep(byte: number): void {
    if (this.#length > maxKept) return;
    if (this.#length === this.#kept.length) {
      const longer = new Uint8Array(2 * this.#kept.length);
      longer.set(this.#kept);
      this.#kept = longer;
    }
    this.#kept[this.#length++] = byte;
  }
}

/** Where the next quote or backslash is; the end, if there is none. */
function firstSpecial(bytes: Uint8Array, from: number): number {
  const quote = bytes.indexOf(QUOTE, from);
  const end = quote < 0 ? bytes.length : quote;
  const backslash = bytes.subarray(from, end).indexOf(BACKSLASH);
  return backslash < 0 ? end : from + backslash;
}

/** Of our own note: its only character beyond ASCII is the ellipsis. */
function utf8(text: string): number[] {
  return [...text].flatMap((each) => (each === '…' ? [0xe2, 0x80, 0xa6] : [each.charCodeAt(0)]));
}
