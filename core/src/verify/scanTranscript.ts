/**
 * How `verify` gets from a transcript to findings. A container wrote the file, so every byte of it is hostile.
 *
 * 1. Scan (this file): `TranscriptScan` goes through the bytes and hands out every line: what is not known to be inert is
 *    named, and only a parsed line is known. `cli/src/verify/scanFile.ts` runs it, in threads for parts of a large file
 *    (`ScanPool.ts`).
 * 2. Read: `firstValue.ts` parses a line as Claude Code does; `lineFacts.ts` and `attachmentFacts.ts` say what in it acts,
 *    and `unknownNames.ts` what the catalogue of lines does not know (`schemas/transcript-lines.json`, of which `lineTable.ts`
 *    has the names), as a `LineFact`. `fileCalls.ts` finds the files that calls of tools name; `ToolCalls.ts` leaves out
 *    those that failed.
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
  indexOf(bytes: Uint8Array, needle: number, from: number): number;
}

/** Called for each line once, unless it is empty. Lines are numbered from 1, in what was scanned. */
interface ScanHandler {
  /** A line to be parsed. The bytes are valid during the call only. */
  line(bytes: Uint8Array, number: number): void;
  /** A line beyond the limit: not read. */
  longLine(length: number, number: number): void;
}

export interface ScanOptions {
  /** Longer lines are not handed out. */
  readonly maxLine?: number;
  /** When there are far more lines, and shorter ones, than an honest transcript has, the rest is not looked at. */
  readonly stopAtShort?: boolean;
}

export interface ScanResult {
  readonly lines: number;
  /** The last line has no end: it is being written, or its writer was killed. It is handed out as the others are. */
  readonly unfinished: boolean;
  /** There are more lines than were looked at. */
  readonly stopped: boolean;
}

/** How long a line is handed out: JSON.parse of that takes a fraction of a second. */
export const maxLineLength = 16 * 1024 * 1024;

/** An honest line, which names its session, has some eighty bytes at least; there may be so many of any length. */
const shortLine = 50;
const fewLines = 50_000;

const NEWLINE = 10;

/** How much is read at once: little enough to stay in the processor's cache while it is searched. */
const readLength = 1024 * 1024;

/** Room for a scan: the longest line, and what is read beyond it. */
export const scanBufferLength = maxLineLength + readLength;

/** Goes through a transcript of any size in a fixed amount of memory, and hands out its lines. */
export class TranscriptScan {
  readonly #search: ByteSearch;
  readonly #handler: ScanHandler;
  readonly #maxLine: number;
  readonly #stopAtShort: boolean;
  #lines = 0;
  /** Bytes so far of the line that goes by unread, being too long. */
  #passing: number | undefined;
  /** Of the buffer, in the file. */
  #offset = 0;

  constructor(search: ByteSearch, handler: ScanHandler, options: ScanOptions = {}) {
    this.#search = search;
    this.#handler = handler;
    this.#maxLine = options.maxLine ?? maxLineLength;
    this.#stopAtShort = options.stopAtShort ?? false;
  }

  /** @param buffer room for more than `maxLine` */
  run(source: ByteSource, buffer: Uint8Array): ScanResult {
    let kept = 0;
    for (;;) {
      const room = Math.min(buffer.length, kept + Math.max(readLength, kept));
      const read = source.read(buffer.subarray(kept, room));
      if (read === 0) return this.#finish(buffer.subarray(0, kept));
      const bytes = buffer.subarray(0, kept + read);
      const from = this.#scan(bytes, this.#passBy(bytes));
      this.#offset += from;
      if (this.#stopAtShort && this.#lines > fewLines + this.#offset / shortLine)
        return { ...this.#result(false), stopped: true };
      kept = bytes.length - from;
      if (kept > this.#maxLine) {
        this.#lines++;
        this.#passing = kept;
        this.#offset += kept;
        kept = 0;
      } else if (kept > 0 && from > 0) buffer.copyWithin(0, from, bytes.length);
    }
  }

  #result(unfinished: boolean): ScanResult {
    return { lines: this.#lines, unfinished, stopped: false };
  }

  #finish(rest: Uint8Array): ScanResult {
    if (this.#passing !== undefined) {
      this.#handler.longLine(this.#passing, this.#lines);
      return this.#result(true);
    }
    if (rest.length === 0) return this.#result(false);
    this.#lines++;
    this.#handler.line(rest, this.#lines);
    return this.#result(true);
  }

  /** Lets the rest of a line go by that is not read. @returns where the next one begins */
  #passBy(bytes: Uint8Array): number {
    if (this.#passing === undefined) return 0;
    const end = this.#search.indexOf(bytes, NEWLINE, 0);
    this.#passing += end < 0 ? bytes.length : end;
    if (end < 0) return bytes.length;
    this.#handler.longLine(this.#passing, this.#lines);
    this.#passing = undefined;
    return end + 1;
  }

  /** The whole lines from a place on. @returns where the last of them ends */
  #scan(bytes: Uint8Array, from: number): number {
    for (let start = from; ; ) {
      const end = this.#search.indexOf(bytes, NEWLINE, start);
      if (end < 0) return start;
      this.#lines++;
      if (end > start) this.#handler.line(bytes.subarray(start, end), this.#lines);
      start = end + 1;
    }
  }
}
