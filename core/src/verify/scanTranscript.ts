/**
 * How `verify` gets from a transcript to findings. A container wrote the file, so every byte of it is hostile.
 *
 * 1. Scan (this file): `TranscriptScan` goes through the bytes and hands out only the lines that could act when the
 *    conversation is resumed. `cli/src/verify/scanFile.ts` runs it, in threads for parts of a large file (`ScanPool.ts`).
 * 2. Read: `firstValue.ts` parses such a line as Claude Code does; `lineFacts.ts` and `attachmentFacts.ts` say what in
 *    it acts, as a `LineFact`.
 * 3. Collect: `FactCollector` (`transcriptFacts.ts`) keeps each different fact once, within bounds, with its first line and
 *    how often it occurs; `joinFacts.ts` puts the parts of a file together. When odd lines were seen, the file is gone
 *    through once more for values that are spread over lines (`spreadValues.ts`).
 * 4. Judge: `judgeTranscript.ts` turns the facts of one transcript into findings. What depends on this host it
 *    asks through interfaces, which `cli/src/verify/verifyHost.ts` implements.
 *
 * `cli/src/verify/verifyProject.ts` does this for each transcript of the folder. It also judges what is no transcript
 * (`judgeEntry.ts`, `memory.ts`), and makes findings mild that the user has accepted.
 */

/** Bytes to be read in order. */
interface ByteSource {
  /** Fills the beginning of `into`, or less; 0 at the end. */
  read(into: Uint8Array): number;
}

/** Done by the platform, which is fastest. */
export interface ByteSearch {
  /** As `Buffer.indexOf`. */
  indexOf(bytes: Uint8Array, needle: Uint8Array | number, from: number): number;
  ascii(text: string): Uint8Array;
}

/** Called for each line at most once. Lines are numbered from 1, in what was scanned. */
interface ScanHandler {
  /** A line that may act, or looks odd: to be parsed. The bytes are valid during the call only. */
  line(bytes: Uint8Array, number: number): void;
  /** A line beyond the limit: searched only. */
  longLine(length: number, number: number): void;
}

export interface ScanOptions {
  /** Every honest line of this file contains it near its beginning or its end; undefined where that is not known. */
  readonly ownMark?: string | undefined;
  /** The scan begins inside a line, which belongs to the part before. */
  readonly skipFirst?: boolean;
  /** Lines that begin at or after this offset belong to the part behind. */
  readonly end?: number;
  /** Longer lines are not handed out. */
  readonly maxLine?: number;
  /** Every line is handed out that is not empty. */
  readonly every?: boolean;
}

export interface ScanResult {
  readonly lines: number;
  /** The last line has no end: it is being written, or its writer was killed. It is handed out as the others are. */
  readonly unfinished: boolean;
}

/** How long a line is handed out: JSON.parse of that takes a fraction of a second. */
export const maxLineLength = 16 * 1024 * 1024;

/** Values of `"type"` of lines that act. */
const actingTypes = ['attachment"', 'file-history-', 'worktree-state"', 'agent-setting"'];

/** How far from a line's end or beginning honest lines name their session. */
const markReach = 1024;

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
const BACKSLASH = 92;
const SMALL_T = 116;
const OPEN = 123;
const CLOSE = 125;

/** How much is read at once: little enough to stay in the processor's cache while it is searched. */
const readLength = 1024 * 1024;

/** Room for a scan: the longest line and as much again. */
export const scanBufferLength = 2 * maxLineLength + readLength;

/**
 * Goes through a transcript of any size in a fixed amount of memory, and hands out the lines that can matter.
 *
 * A line can act only through its `type`. It is handed out when it holds `"type"` with a value that acts or that is not
 * written in JSON.stringify's way, anywhere; when it holds an escape of a printable ASCII character (`\u0020` to
 * `\u007f`), which JSON.stringify never writes and in which a key could hide; when it does not look like an object; or
 * when it does not name its session where honest lines do. Nothing that acts can be written without one of these,
 * whatever the bytes are. What is not handed out is not proved to be JSON: that would cost several times as much,
 * and Claude Code does not ask for it either (`firstValue`).
 *
 * A newline inside a value is white space to Claude Code. What is spread so over lines is never missed: behind a `}` at
 * the end of a line no value goes on with `{`, so that one of the lines begins or ends with something else.
 */
export class TranscriptScan {
  readonly #search: ByteSearch;
  readonly #handler: ScanHandler;
  readonly #end: number;
  readonly #maxLine: number;
  readonly #every: boolean;
  readonly #mark: Uint8Array | undefined;
  readonly #type: Uint8Array;
  readonly #escape: Uint8Array;
  readonly #acting: readonly Uint8Array[];
  #lines = 0;
  /** Bytes of the line that goes by unread: the one of the part before, or one that is too long. */
  #passing: { length: number; ours: boolean } | undefined;
  /** Of the buffer, in the file. */
  #offset = 0;
  #typeAt = 0;
  #escapeAt = 0;

  constructor(search: ByteSearch, handler: ScanHandler, options: ScanOptions = {}) {
    this.#search = search;
    this.#handler = handler;
    this.#end = options.end ?? Number.POSITIVE_INFINITY;
    this.#maxLine = options.maxLine ?? maxLineLength;
    this.#every = options.every ?? false;
    this.#passing = options.skipFirst ? { length: 0, ours: false } : undefined;
    this.#mark = options.ownMark === undefined ? undefined : search.ascii(options.ownMark);
    // Found fastest by its rarest letter: the `"t` before it is compared.
    this.#type = search.ascii('ype"');
    this.#escape = search.ascii('u00');
    this.#acting = actingTypes.map((type) => search.ascii(`:"${type}`));
  }

  /** @param buffer room of at least twice `maxLine` */
  run(source: ByteSource, buffer: Uint8Array): ScanResult {
    let kept = 0;
    for (;;) {
      const room = Math.min(buffer.length, kept + Math.max(readLength, kept));
      const read = source.read(buffer.subarray(kept, room));
      if (read === 0) return this.#finish(buffer.subarray(0, kept));
      const bytes = buffer.subarray(0, kept + read);
      const from = this.#scan(bytes, this.#passBy(bytes));
      this.#offset += from;
      if (this.#passing === undefined && this.#offset >= this.#end) return this.#result(false);
      if (this.#passing?.ours === false && this.#offset >= this.#end) return this.#result(false);
      kept = bytes.length - from;
      if (kept > this.#maxLine) {
        this.#lines++;
        this.#passing = { length: kept, ours: true };
        this.#offset += kept;
        kept = 0;
      } else if (kept > 0 && from > 0) buffer.copyWithin(0, from, bytes.length);
    }
  }

  #result(unfinished: boolean): ScanResult {
    return { lines: this.#lines, unfinished };
  }

  #finish(rest: Uint8Array): ScanResult {
    if (this.#passing) {
      const { length, ours } = this.#passing;
      if (ours) this.#handler.longLine(length, this.#lines);
      return this.#result(ours);
    }
    if (rest.length === 0 || this.#offset >= this.#end) return this.#result(false);
    this.#lines++;
    this.#handler.line(rest, this.#lines);
    return this.#result(true);
  }

  /** Lets the rest of a line go by that is not read. @returns where the next one begins */
  #passBy(bytes: Uint8Array): number {
    if (!this.#passing) return 0;
    const end = this.#search.indexOf(bytes, NEWLINE, 0);
    this.#passing.length += end < 0 ? bytes.length : end;
    if (end < 0) return bytes.length;
    if (this.#passing.ours) this.#handler.longLine(this.#passing.length, this.#lines);
    this.#passing = undefined;
    return end + 1;
  }

  /** The whole lines from a place on. @returns where the last of them ends */
  #scan(bytes: Uint8Array, from: number): number {
    this.#typeAt = -1;
    this.#escapeAt = -1;
    let suspect = this.#nextSuspect(bytes, from);
    for (let start = from; ; ) {
      const end = this.#offset + start >= this.#end ? -1 : this.#search.indexOf(bytes, NEWLINE, start);
      if (end < 0) return start;
      this.#lines++;
      if (end > start && (this.#every || suspect < end || !this.#looksHonest(bytes, start, end))) {
        this.#handler.line(bytes.subarray(start, end), this.#lines);
      }
      if (suspect < end) suspect = this.#nextSuspect(bytes, end);
      start = end + 1;
    }
  }

  /** The next place that may act, or the end of the bytes. */
  #nextSuspect(bytes: Uint8Array, from: number): number {
    if (this.#typeAt < from) this.#typeAt = this.#nextType(bytes, from);
    if (this.#escapeAt < from) this.#escapeAt = this.#nextEscape(bytes, from);
    return Math.min(this.#typeAt, this.#escapeAt);
  }

  #nextType(bytes: Uint8Array, from: number): number {
    for (let at = this.#search.indexOf(bytes, this.#type, from); at >= 0; ) {
      const next = at + this.#type.length;
      const named = bytes[at - 1] === SMALL_T && bytes[at - 2] === QUOTE;
      if (named && this.#acts(bytes, next)) return at;
      at = this.#search.indexOf(bytes, this.#type, next);
    }
    return bytes.length;
  }

  /** True when what follows `"type"` acts, or is not as JSON.stringify writes it. */
  #acts(bytes: Uint8Array, at: number): boolean {
    // A string that is just "type", or one in an escaped quotation.
    const next = bytes[at];
    if (next === 44 || next === 93 || next === CLOSE) return false;
    if (next !== 58 || bytes[at + 1] !== 34) return next !== 58 || !isPlainValue(bytes[at + 1]);
    return this.#acting.some((value) => startsWith(bytes, value, at));
  }

  /** An escape of a printable ASCII character; or what looks like one behind an escaped backslash. */
  #nextEscape(bytes: Uint8Array, from: number): number {
    for (let at = this.#search.indexOf(bytes, this.#escape, from); at >= 0; ) {
      const digit = bytes[at + 3] ?? 0;
      if (bytes[at - 1] === BACKSLASH && digit >= 50 && digit <= 55) return at;
      at = this.#search.indexOf(bytes, this.#escape, at + 3);
    }
    return bytes.length;
  }

  #looksHonest(bytes: Uint8Array, start: number, end: number): boolean {
    const last = bytes[end - 1] === CARRIAGE_RETURN ? end - 2 : end - 1;
    if (bytes[start] !== OPEN || bytes[last] !== CLOSE) return false;
    if (this.#mark === undefined) return true;
    const near = this.#search.indexOf(bytes, this.#mark, Math.max(start, end - markReach));
    if (near >= 0 && near < end) return true;
    const first = this.#search.indexOf(
      bytes.subarray(start, Math.min(end, start + markReach)),
      this.#mark,
      0,
    );
    return first >= 0;
  }
}

/** How a value other than a string begins: an object or array, a number, true, false, null. */
function isPlainValue(byte: number | undefined): boolean {
  return (
    byte !== undefined &&
    (byte === OPEN || byte === 91 || (byte >= 48 && byte <= 57) || /[-tfn]/.test(String.fromCharCode(byte)))
  );
}

function startsWith(bytes: Uint8Array, value: Uint8Array, at: number): boolean {
  for (let index = 0; index < value.length; index++) if (bytes[at + index] !== value[index]) return false;
  return true;
}
