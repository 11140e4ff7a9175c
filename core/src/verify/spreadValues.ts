import { firstValue } from './firstValue.ts';
import { maxLineLength } from './scanTranscript.ts';
import type { FactCollector, TranscriptFacts } from './transcriptFacts.ts';

/** True when a transcript may hold a value that is spread over lines: when any line but a torn last one is odd. */
export function maySpread({ broken, notJson, lines }: TranscriptFacts, unfinished: boolean): boolean {
  return broken.length > 0 || notJson.some(({ line, count }) => !unfinished || count > 1 || line !== lines);
}

/** How much is read for values in all, in characters: each line of a run may begin one that goes to its end. */
const maxWork = 128 * 1024 * 1024;

/** Lines of one run: whoever edits a file by hand, and gives a value many lines, stays far below. */
const maxPieces = 20_000;

const OPEN = 123;
const CLOSE = 125;
const CARRIAGE_RETURN = 13;

interface Piece {
  readonly bytes: Uint8Array;
  readonly line: number;
}

/**
 * Finds values that are spread over several lines: Claude Code reads a newline inside a value as white space (measured
 * with 2.1.329). To be given every line of a transcript. A value does not go on behind a line that ends with `}` when
 * the next begins with `{`; what lies between such places is put together and read, up to the length of a line.
 */
export class SpreadValues {
  readonly #collector: FactCollector;
  readonly #decode: (bytes: Uint8Array) => string;
  readonly #maxRun: number;
  readonly #after: number;
  #run: Piece[] = [];
  #length = 0;
  #work = 0;

  /** @param after values that end in this line or before it are known */
  constructor(
    collector: FactCollector,
    decode: (bytes: Uint8Array) => string,
    maxRun = maxLineLength,
    after = 0,
  ) {
    this.#collector = collector;
    this.#decode = decode;
    this.#maxRun = maxRun;
    this.#after = after;
  }

  line(bytes: Uint8Array, line: number): void {
    const last = this.#run.at(-1);
    if (last && endsObject(last.bytes) && bytes[0] === OPEN) this.finish();
    const isLong = this.#length + bytes.length > this.#maxRun || this.#run.length >= maxPieces;
    if (isLong && this.#run.length > 0) {
      this.#collector.overflow();
      this.finish();
    }
    // The bytes are valid during the call only.
    this.#run.push({ bytes: new Uint8Array(bytes), line });
    this.#length += bytes.length + 1;
  }

  /** A line that is not read: said elsewhere. */
  longLine(): void {
    this.finish();
  }

  /** No more lines. */
  finish(): void {
    const run = this.#run;
    this.#run = [];
    this.#length = 0;
    if (run.length > 1 && (run.at(-1)?.line ?? 0) > this.#after) this.#read(run);
  }

  #read(run: readonly Piece[]): void {
    const texts = run.map(({ bytes }) => this.#decode(bytes));
    const whole = texts.join('\n');
    const known = run.findIndex(({ line }) => line > this.#after);
    const knownEnd = texts.slice(0, known).reduce((sum, { length }) => sum + length + 1, 0);
    let start = 0;
    for (const [index, text] of texts.entries()) {
      if (beginsObject(text)) {
        this.#work += whole.length - start;
        if (this.#work > maxWork) {
          this.#collector.overflow();
          return;
        }
        const rest = whole.slice(start).replace(/^\ufeff/, '');
        const { value, end, unread } = firstValue(rest);
        if (unread) {
          this.#collector.overflow();
          return;
        }
        const isNew = start + end + (whole.length - start - rest.length) > knownEnd;
        if (value !== undefined && end > text.length && isNew)
          this.#collector.spread(value, rest.slice(0, end), run[index]?.line ?? 0);
      }
      start += text.length + 1;
    }
  }
}

const beginsObject = (text: string) => /^\ufeff?[ \t\r]*\{/.test(text);

function endsObject(bytes: Uint8Array): boolean {
  const last = bytes.length - 1;
  return bytes[bytes[last] === CARRIAGE_RETURN ? last - 1 : last] === CLOSE;
}
