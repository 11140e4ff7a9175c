import type { Needle } from '@claude-sessions/core/conversations/search/needle.ts';
import { type FindBytes, needleLayout, newFindBytes } from './findBytes.ts';

/** Bytes to be read in order. */
export interface ByteSource {
  /** Fills the beginning of `into`, or less; 0 at the end. */
  read(into: Uint8Array): number;
}

/** How long a line is read. */
export const maxLine = 16 * 1024 * 1024;

const readLength = 1024 * 1024;
const page = 64 * 1024;
/** That may be read behind the last byte. */
const margin = 512;

const NEWLINE = 10;
const QUOTE = 34;
const ZERO = 48;
const COLON = 58;
const BACKSLASH = 92;

/** U+212A. */
const kelvin = [0xe2, 0x84, 0xaa];

/** Bytes of lines of JSON, the commonest first; none of the others is as common. */
const common = 'e"tasinor,:lcdupm0h1fg-b2_y45v7369w8kx';

/** Goes through lines of JSON of any length, in a bounded amount of memory, and hands out those that may have every needle. */
export class LineFinder {
  readonly #finder: FindBytes = newFindBytes();
  /** The needles lie one behind the other, the longest first. */
  readonly #longest: Needle | undefined;
  readonly #count: number;
  /** Where the bytes begin that are searched. */
  readonly #base: number;
  #bytes: Buffer;

  /**
   * @param needles every line is handed out, if there are none
   * @param probes what `mayHave` looks for, by their numbers
   */
  constructor(needles: readonly Needle[], probes: readonly Needle[] = []) {
    const longestFirst = needles.toSorted((a, b) => b.low.length - a.low.length);
    this.#longest = longestFirst[0];
    this.#count = needles.length;
    this.#base = (needles.length + probes.length) * needleLayout.size + 1;
    this.#bytes = this.#grown(this.#base + readLength);
    for (const [index, needle] of [...longestFirst, ...probes].entries())
      this.#put(needle, index * needleLayout.size);
  }

  /**
   * Whether a line that was handed out may have a probe of ASCII characters, as they are or with some of them written as their codes.
   * @param from where in the line it is looked for
   * @returns where it may be; -1 if it is not there
   */
  placeOf(probe: number, line: Buffer, from = 0): number {
    const needle = (this.#count + probe) * needleLayout.size;
    const end = line.byteOffset + line.length;
    for (let at = line.byteOffset + from; at < end; at++) {
      at = this.#finder.find(needle, at, end);
      if (at < 0) return -1;
      const byte = this.#bytes[at] ?? 0;
      if (byte === this.#bytes[needle + needleLayout.low] || (byte === BACKSLASH && this.#isAsciiCode(at)))
        return at - line.byteOffset;
    }
    return -1;
  }

  /** `\u0075` and the like. */
  #isAsciiCode(at: number): boolean {
    const [zero, other, high] = [2, 3, 4].map((distance) => this.#bytes[at + distance]);
    return zero === ZERO && other === ZERO && high !== undefined && high >= ZERO + 2 && high <= ZERO + 7;
  }

  /**
   * @param isInside the first bytes are of a line that is not read
   * @param take is given each line, whose bytes are valid during the call only, and false when no more are wanted
   * @returns the lines that were not read, being too long
   */
  find(source: ByteSource, isInside: boolean, take: (line: Buffer) => boolean): number {
    const base = this.#base;
    let isPassing = isInside;
    let tooLong = 0;
    let kept = 0;
    for (;;) {
      const from = base + kept;
      const to = from + Math.max(readLength, kept);
      if (to + margin > this.#bytes.length) this.#bytes = this.#grown(to);
      const read = source.read(this.#bytes.subarray(from, to));
      const end = from + read;
      if (read === 0) {
        if (!isPassing) this.#search(base, end, take);
        return tooLong;
      }
      const last = this.#bytes.subarray(from, end).lastIndexOf(NEWLINE);
      if (last < 0) {
        kept = isPassing ? 0 : kept + read;
        if (kept <= maxLine) continue;
        isPassing = true;
        tooLong++;
        kept = 0;
        continue;
      }
      const first = this.#bytes.indexOf(NEWLINE, from);
      const isTooLong = !isPassing && first - base > maxLine;
      if (isTooLong) tooLong++;
      const start = isPassing || isTooLong ? first + 1 : base;
      isPassing = false;
      const rest = from + last + 1;
      if (!this.#search(start, rest, take)) return tooLong;
      this.#bytes.copyWithin(base, rest, end);
      kept = end - rest;
    }
  }

  /** Whole lines, and perhaps one that is torn. @returns false when no more are wanted */
  #search(from: number, end: number, take: (line: Buffer) => boolean): boolean {
    for (let at = from; at < end; ) {
      const place = this.#longest ? this.#finder.find(0, at, end) : at;
      if (place < 0) return true;
      if (this.#longest && !this.#mayCount(place, this.#longest)) {
        at = place + 1;
        continue;
      }
      const start = this.#longest ? this.#bytes.lastIndexOf(NEWLINE, place) + 1 : at;
      const newline = this.#bytes.indexOf(NEWLINE, place);
      const next = newline < 0 ? end : Math.min(newline, end);
      if (this.#hasOthers(Math.max(from, start), next)) {
        if (!take(this.#bytes.subarray(Math.max(from, start), next))) return false;
      }
      at = next + 1;
    }
    return true;
  }

  #hasOthers(from: number, end: number): boolean {
    for (let index = 1; index < this.#count; index++)
      if (this.#finder.find(index * needleLayout.size, from, end) < 0) return false;
    return true;
  }

  /** Not in the name of a member, and where a character seems to stand in another form, it does. */
  #mayCount(place: number, { low }: Needle): boolean {
    const bytes = this.#bytes;
    if (bytes[place] === BACKSLASH) return [2, 3, 4, 5].every((at) => isHex(bytes[place + at]));
    if (bytes[place] === kelvin[0] && low[0] !== kelvin[0]) return bytes[place + 2] === kelvin[2];
    let end = place + low.length;
    while (isOfName(bytes[end])) end++;
    return bytes[end] !== QUOTE || bytes[end + 1] !== COLON || bytes[end - 1] === BACKSLASH;
  }

  #put({ low, high }: Needle, at: number): void {
    const [first, second] = rarest(low, high);
    const bytes = this.#bytes;
    bytes.writeInt32LE(low.length, at + needleLayout.count);
    bytes.writeInt32LE(first, at + needleLayout.first);
    bytes.writeInt32LE(second, at + needleLayout.second);
    const probes = [low[first], high[first], low[second], high[second]];
    bytes.set(
      probes.map((byte) => byte ?? 0),
      at + needleLayout.probes,
    );
    bytes.set(low, at + needleLayout.low);
    bytes.set(high, at + needleLayout.high);
  }

  /** The memory with room for so much; what is in it stays. */
  #grown(length: number): Buffer {
    const { memory } = this.#finder;
    const lacking = length + margin - memory.buffer.byteLength;
    if (lacking > 0) memory.grow(Math.ceil(lacking / page));
    return Buffer.from(memory.buffer);
  }
}

/** The two places of a needle whose bytes are the rarest. */
function rarest(low: Uint8Array, high: Uint8Array): [number, number] {
  const commonness = (at: number) => common.length - common.indexOf(String.fromCharCode(low[at] ?? 0));
  const isRare = (at: number) => !common.includes(String.fromCharCode(low[at] ?? 0));
  // Two forms are found twice as often.
  const weight = (at: number) => (isRare(at) ? 0 : commonness(at)) + (low[at] === high[at] ? 0 : 0.5);
  const [first = 0, second = first] = [...low.keys()].sort((a, b) => weight(a) - weight(b));
  return [first, second];
}

function isHex(byte = 0): boolean {
  return (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 102);
}

function isOfName(byte = 0): boolean {
  return byte === 95 || (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 122);
}
