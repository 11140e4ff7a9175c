import { fileStateOf } from '../verify/fileState.ts';
import type { Make, Part } from './Carrier.ts';
import { grown } from './carry.ts';
import { type KnownPart, lengthOf, nothingKnown } from './pair.ts';
import type { OpenFile } from './SideFolder.ts';
import {
  type Batch,
  batches,
  hashOf,
  NEWLINE,
  type Range,
  readBatch,
  readRange,
  wholeEnd,
} from './wholeLines.ts';

/** A file of which another is made: parts of it, and what is known of it once they were read. */
export class Source {
  readonly #file: OpenFile;
  readonly #make: Make;
  #known: KnownPart;
  /** Up to where parts were asked for. */
  #asked: number;

  /** @param known what is not read again */
  constructor(file: OpenFile, make: Make, known: KnownPart = nothingKnown) {
    this.#file = file;
    this.#make = make;
    this.#known = { segments: known.segments, lines: known.lines };
    this.#asked = lengthOf(known);
  }

  get known(): KnownPart {
    const { stats } = this.#file;
    const isAll = lengthOf(this.#known) === Number(stats.size);
    return isAll ? { ...this.#known, state: fileStateOf(stats) } : this.#known;
  }

  /** From where the last part ended. */
  upTo(end: number): Part {
    return this.#part(end, (part) => this.#make(part, this.#known.lines + 1));
  }

  /** Read, and not made into anything. */
  passed(end: number): Part {
    return this.#part(end, () => ({ bytes: Buffer.alloc(0) }));
  }

  /** All whole lines that are left. */
  rest(): Part {
    return this.upTo(wholeEnd(this.#file.fd, this.#asked, Number(this.#file.stats.size)));
  }

  /** All whole lines that are left, as they are. */
  copied(): Part {
    const from = this.#asked;
    const end = wholeEnd(this.#file.fd, from, Number(this.#file.stats.size));
    this.#asked = end;
    return {
      copied: this.#file.fd,
      end,
      took: ({ lines, ...part }) => {
        this.#known = grown(this.#known, part, lines);
      },
    };
  }

  #part(end: number, make: (part: Batch) => ReturnType<Make>): Part {
    const range = { from: this.#asked, end };
    this.#asked = end;
    return {
      fd: this.#file.fd,
      range,
      number: 0,
      make: (part) => {
        const made = make(part);
        this.#known = grown(this.#known, { length: part.length, hash: part.hash }, part.lines);
        return made;
      },
    };
  }
}

/** What is known of two files. */
export interface KnownParts {
  readonly one: KnownPart;
  readonly other: KnownPart;
}

/**
 * How much of two files is the same behind what is known: what would be made of whole lines of one, and what the other has.
 * @returns as `known`, when nothing is
 */
export function commonPart(one: OpenFile, make: Make, other: OpenFile, known?: KnownParts): KnownParts {
  const before = known ?? { one: nothingKnown, other: nothingKnown };
  const start = { one: lengthOf(before.one), other: lengthOf(before.other) };
  const end = wholeEnd(one.fd, start.one, Number(one.stats.size));
  const otherEnd = wholeEnd(other.fd, start.other, Number(other.stats.size));
  const same = { ...start, oneLines: 0, otherLines: 0 };
  for (const line of linesWithEnds(one.fd, { from: start.one, end })) {
    const { bytes } = make(line, before.one.lines + same.oneLines + 1);
    const stop = same.other + bytes.length;
    const isSame = stop <= otherEnd && readRange(other.fd, { from: same.other, end: stop }).equals(bytes);
    if (!isSame) break;
    same.one += line.length;
    same.oneLines++;
    same.other = stop;
    same.otherLines += bytes.length > 0 ? 1 : 0;
  }
  const part = (file: OpenFile, was: KnownPart, from: number, to: number, more: number) =>
    grown(was, { length: to - from, hash: hashOf(file.fd, { from, end: to }) ?? '' }, more);
  return {
    one: part(one, before.one, start.one, same.one, same.oneLines),
    other: part(other, before.other, start.other, same.other, same.otherLines),
  };
}

/** Each as a part of its own; their hashes are not needed. */
function* linesWithEnds(fd: number, range: Range): Generator<Batch> {
  for (const batch of batches(fd, range)) {
    const { bytes, length } = readBatch(fd, batch);
    if (bytes.length < length) yield { bytes, length, lines: 1, hash: '' };
    for (const line of eachLine(bytes)) yield { bytes: line, length: line.length, lines: 1, hash: '' };
  }
}

/** With their ends. */
function* eachLine(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; ) {
    const at = bytes.indexOf(NEWLINE, start);
    const end = at < 0 ? bytes.length : at + 1;
    yield bytes.subarray(start, end);
    start = end;
  }
}
