import { createHash } from 'node:crypto';
import {
  type BigIntStats,
  constants,
  copyFileSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  writeSync,
} from 'node:fs';
import { fileStateOf, sameState } from '../verify/fileState.ts';
import { grown, hashOfBytes, isDone, withKnown } from './carry.ts';
import { isOfFile } from './isOfFile.ts';
import type { Journal } from './Journal.ts';
import { type Intent, type KnownPart, lengthOf, nothingKnown, type Pair, type Side } from './pair.ts';
import { ChangedMeanwhile, type OpenFile, type SideFolder, setTime } from './SideFolder.ts';
import { type Batch, batches, countLines, type Range, readBatch, readRange } from './wholeLines.ts';

/** What is made of a part of one side's file for the other. */
export interface Made {
  /** Whole lines. */
  readonly bytes: Buffer;
  /** Lines of the mirror that were not taken, since the last part: their uuids, and what stands in their place. */
  readonly parents?: readonly (readonly [string, string | null])[];
}

/** Makes of whole lines of one side what the other gets. @param number of the first line in its file */
export type Make = (part: Batch, number: number) => Made;

const other = (side: Side): Side => (side === 'host' ? 'mirror' : 'host');

/**
 * Carries whole lines from one side to the other. Before each write the journal says what it will be, after it what is known: a
 * killed process leaves nothing twice and nothing lost. A loss of power may take what was written to the mirror, which is carried
 * again, and nothing of the host.
 */
export class Carrier {
  readonly #sides: Readonly<Record<Side, SideFolder>>;
  readonly #journal: Journal;

  constructor(sides: Readonly<Record<Side, SideFolder>>, journal: Journal) {
    this.#sides = sides;
    this.#journal = journal;
  }

  pathOf(pair: Pair, side: Side): string {
    return side === 'host' ? pair.host : pair.mirror;
  }

  /**
   * Adds what is new on one side to the file of the other.
   * @param from the side with news
   * @param size of the other side's file, as it is known
   * @returns the pair as it is then
   * @throws ChangedMeanwhile when somebody else wrote there since; what was carried until then stays carried
   */
  append(pair: Pair, from: Side, file: OpenFile, news: Range, size: number, make: Make): Pair {
    const to = other(from);
    let known = pair;
    let at = size;
    for (const range of batches(file.fd, news)) {
      const source = readBatch(file.fd, range);
      const { bytes, parents = [] } = make(source, known.known[from].lines + 1);
      const hash = bytes === source.bytes ? source.hash : hashOfBytes(bytes);
      const after = this.#after(known, from, source, { bytes, hash });
      if (bytes.length === 0) {
        this.#journal.add({ pair: after, ...listed(parents) });
        known = after;
        continue;
      }
      // A torn line of a writer that is gone is ended first.
      const gap = at - lengthOf(known.known[to]);
      const written = gap > 0 ? Buffer.concat([Buffer.from('\n'), bytes]) : bytes;
      const behind = gap > 0 ? this.#withTorn(after, known, to, gap, written) : after;
      this.#intend({
        side: to,
        from: at,
        length: written.length,
        hash: written === bytes ? hash : hashOfBytes(written),
        pair: behind,
        parents,
      });
      const stats = this.#sides[to].append(this.pathOf(pair, to), written, at, to === 'host', file.stats);
      if (Number(stats.size) !== at + written.length) {
        const raced = this.#raced(known, behind, { side: to, from: at, written });
        this.#journal.add({ pair: raced, ...listed(parents) });
        return raced;
      }
      at += written.length;
      known = withKnown(behind, to, { ...behind.known[to], state: fileStateOf(stats) });
      this.#journal.add({ pair: known, ...listed(parents) });
    }
    return this.#seen(known, from, file);
  }

  /**
   * Adds what is new in the mirror to the host's file, behind what is new there as well: that is carried to the mirror afterwards,
   * past what was added. All of it at once; what was added so before has to be the last in the file.
   * @returns whether anything was
   * @throws as `append`
   */
  appendBehind(pair: Pair, file: OpenFile, news: Range, size: number, make: Make): boolean {
    const source = readBatch(file.fd, news);
    const { bytes, parents = [] } = make(source, pair.known.mirror.lines + 1);
    const read = withKnown(pair, 'mirror', grown(pair.known.mirror, source, source.lines));
    if (bytes.length === 0) {
      this.#journal.add({ pair: read, ...listed(parents) });
      return false;
    }
    const { length } = bytes;
    const start = pair.skip?.from ?? size;
    const upTo = (end: number): Pair => ({
      ...read,
      skip: { side: 'host', from: start, length: end - start },
    });
    const behind = upTo(size + length);
    this.#intend({ side: 'host', from: size, length, hash: hashOfBytes(bytes), pair: behind, parents });
    const stats = this.#sides.host.append(pair.host, bytes, size, true, file.stats);
    const isAlone = Number(stats.size) === size + length;
    const raced = isAlone ? behind : this.#raced(pair, behind, { side: 'host', from: size, written: bytes });
    const { skip } = raced;
    this.#journal.add({
      pair: pair.skip && skip ? upTo(skip.from + skip.length) : raced,
      ...listed(parents),
    });
    return true;
  }

  /** What is known after a part was carried. */
  #after(pair: Pair, from: Side, sent: Batch, { bytes, hash }: { bytes: Buffer; hash: string }): Pair {
    const to = other(from);
    const got = { length: bytes.length, hash };
    const one = withKnown(
      pair,
      from,
      grown(pair.known[from], { length: sent.length, hash: sent.hash }, sent.lines),
    );
    return withKnown(one, to, grown(pair.known[to], got, countLines(bytes)));
  }

  /**
   * Somebody wrote at the same moment: behind what was added, which then is known, or before it, and then it is skipped when what
   * is new there is carried.
   */
  #raced(before: Pair, after: Pair, { side, from, written }: Addition): Pair {
    const found = this.#sides[side].readNow(this.pathOf(before, side), ({ fd, stats }) =>
      readRange(fd, { from, end: Number(stats.size) }).indexOf(written),
    );
    if (found <= 0) return after;
    const pair = withKnown(after, side, before.known[side]);
    return { ...pair, skip: { side, from: from + found, length: written.length } };
  }

  /** The torn line belongs to what both sides are past. */
  #withTorn(after: Pair, before: Pair, side: Side, gap: number, written: Buffer): Pair {
    return this.#sides[side].readNow(this.pathOf(before, side), ({ fd }) => {
      const start = lengthOf(before.known[side]);
      const torn = readRange(fd, { from: start, end: start + gap });
      const both = Buffer.concat([torn, written]);
      const got = { length: both.length, hash: hashOfBytes(both) };
      return withKnown(after, side, grown(before.known[side], got, countLines(both)));
    });
  }

  /** The source was read to its end, and is as it was. */
  #seen(pair: Pair, side: Side, { stats }: OpenFile): Pair {
    if (lengthOf(pair.known[side]) !== Number(stats.size)) return pair;
    const seen = withKnown(pair, side, { ...pair.known[side], state: fileStateOf(stats) });
    this.#journal.add({ pair: seen });
    return seen;
  }

  /**
   * Makes the other side's file anew, of parts of this side's and what else belongs into it.
   * @param before the pair without what is known
   * @param parts each makes its own of a range of an open file, or gives bytes
   * @param known what is known of the side that was read, when all parts were
   * @param time of change, of the other side's
   * @param there what is replaced, as it was looked at
   * @returns undefined when the host would get an empty file: then it gets none
   * @throws ChangedMeanwhile when somebody else wrote there since; then nothing is replaced
   */
  async create(
    before: Omit<Pair, 'known'>,
    to: Side,
    parts: readonly Part[],
    known: () => KnownPart,
    time: BigIntStats | undefined,
    there: { readonly stats?: BigIntStats | undefined } = { stats: this.#sides[to].stats(before[to]) },
  ): Promise<Pair | undefined> {
    const path = before[to];
    let pair: Pair = { ...before, known: { host: nothingKnown, mirror: nothingKnown } };
    const parents: (readonly [string, string | null])[] = [];
    const stats = await this.#sides[to].replaceIfAny(path, (fd) => {
      const made = new NewFile(fd);
      for (const part of parts) {
        if ('copied' in part) part.took(made.copy(part.copied, part.end));
        else
          for (const each of piecesOf(part)) {
            made.write(each.bytes);
            for (const parent of each.parents ?? []) parents.push(parent);
          }
      }
      const whole = made.whole();
      const { length, hash } = whole;
      if (length === 0 && to === 'host') return false;
      if (!isAsBefore(there.stats, this.#sides[to].stats(path))) throw new ChangedMeanwhile(path);
      pair = withKnown(pair, other(to), known());
      pair = withKnown(pair, to, grown(nothingKnown, whole, whole.lines));
      if (time) setTime(fd, Number(time.mtimeMs));
      if (to === 'host') fsyncSync(fd);
      this.#intend({ side: to, length, hash, pair, parents });
      return true;
    });
    if (!stats) return undefined;
    const isWhole = Number(stats.size) === lengthOf(pair.known[to]);
    const done = isWhole ? withKnown(pair, to, { ...pair.known[to], state: fileStateOf(stats) }) : pair;
    this.#journal.add({ pair: done, ...listed(parents) });
    return done;
  }

  #intend({ side, pair, parents, ...what }: Omit<Intent, 'path' | 'parents'> & Pick<Made, 'parents'>): void {
    const path = this.pathOf(pair, side);
    const { parents: all = [] } = listed(parents ?? []);
    this.#journal.add({ intent: { side, path, ...what, pair, parents: all } }, side === 'host');
  }

  /**
   * Settles what a killed process was about to write: it was written, or was not; what was written in part is completed. Of a file that
   * cannot be looked at it stays open.
   * @param makerOf makes of a pair's lines once more what was to be written; undefined where that cannot be
   */
  settle(makerOf: (pair: Pair, to: Side) => Make): void {
    for (const intent of this.#journal.intents) {
      try {
        this.#settle(intent, makerOf);
      } catch (error) {
        if (!(error instanceof ChangedMeanwhile) && !isOfFile(error)) throw error;
      }
    }
  }

  #settle(intent: Intent, makerOf: (pair: Pair, to: Side) => Make): void {
    const side = this.#sides[intent.side];
    const { pair, parents, path, from = 0, length } = intent;
    const before = this.#journal.pairs.get(pair.mirror);
    const stats = side.stats(path);
    const size = stats?.isFile() ? Number(stats.size) : 0;
    const written = () => this.#madeAgain(intent, before, makerOf);
    let settled: Pair | undefined;
    if (size >= from + length && side.readNow(path, (file) => isDone(intent, file))) settled = pair;
    else if (before && intent.from !== undefined && size > from)
      settled = this.#completed(intent, before, size, written());
    if (settled) this.#journal.add({ pair: settled, ...listed(parents) });
    else if (before) this.#journal.add({ pair: before });
    else this.#journal.add({ dropped: pair.mirror });
  }

  /** What was about to be written; undefined when it cannot be made again. */
  #madeAgain(
    { side: to, pair, hash }: Intent,
    before: Pair | undefined,
    makerOf: (pair: Pair, to: Side) => Make,
  ): Buffer | undefined {
    const source = other(to);
    if (!before || !this.#sides[source].stats(this.pathOf(before, source))?.isFile()) return undefined;
    const range = { from: lengthOf(before.known[source]), end: lengthOf(pair.known[source]) };
    return this.#sides[source].readNow(this.pathOf(before, source), ({ fd, stats }) => {
      if (Number(stats.size) < range.end) return undefined;
      const { bytes } = makerOf(before, to)(readBatch(fd, range), before.known[source].lines + 1);
      // Behind a torn line it begins with the end of that.
      return [bytes, Buffer.concat([Buffer.from('\n'), bytes])].find((each) => hashOfBytes(each) === hash);
    });
  }

  /** @returns the pair when all of it is there, now at least; undefined when what is there is somebody else's */
  #completed(
    { side, path, from = 0, pair }: Intent,
    before: Pair,
    size: number,
    written?: Buffer,
  ): Pair | undefined {
    if (!written) return undefined;
    const there = this.#sides[side].readNow(path, ({ fd }) => readRange(fd, { from, end: size }));
    if (there.length < written.length && written.subarray(0, there.length).equals(there)) {
      this.#sides[side].append(path, written.subarray(there.length), size, side === 'host');
      return pair;
    }
    if (there.indexOf(written) <= 0) return undefined;
    return this.#raced(before, pair, { side, from, written });
  }
}

function isAsBefore(was: BigIntStats | undefined, is: BigIntStats | undefined): boolean {
  return was && is ? sameState(fileStateOf(was), fileStateOf(is)) : was === is;
}

interface Addition {
  readonly side: Side;
  readonly from: number;
  readonly written: Buffer;
}

/** A part of a file that is made anew. */
export type Part =
  | { readonly bytes: () => Buffer }
  | { readonly fd: number; readonly range: Range; readonly number: number; readonly make: Make }
  /** The beginning of a file as it is, which is then all of the new one. */
  | { readonly copied: number; readonly end: number; readonly took: (whole: Whole) => void };

/** Where what is open has a name, so that the file system can share the blocks of a copy. */
export const canCopy = process.platform === 'linux';
const nameOf = (fd: number) => `/proc/self/fd/${fd}`;

function* piecesOf(part: Exclude<Part, { readonly copied: number }>): Generator<Made> {
  if ('bytes' in part) {
    yield { bytes: part.bytes() };
    return;
  }
  let number = part.number;
  for (const range of batches(part.fd, part.range)) {
    const source = readBatch(part.fd, range);
    yield part.make(source, number);
    number += source.lines;
  }
}

interface Whole {
  readonly length: number;
  readonly hash: string;
  readonly lines: number;
}

/** What is written to a file that is made. */
class NewFile {
  readonly #fd: number;
  readonly #hash = createHash('sha256');
  #length = 0;
  #lines = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(bytes: Buffer): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done);
    this.#took(bytes);
  }

  #took(bytes: Buffer): void {
    this.#hash.update(bytes);
    this.#length += bytes.length;
    this.#lines += countLines(bytes);
  }

  /** @throws ChangedMeanwhile when there is less of it than there was */
  copy(from: number, end: number): Whole {
    copyFileSync(nameOf(from), nameOf(this.#fd), constants.COPYFILE_FICLONE);
    fchmodSync(this.#fd, 0o600);
    if (fstatSync(this.#fd).size < end) throw new ChangedMeanwhile('shorter');
    ftruncateSync(this.#fd, end);
    for (const { from: start, end: stop } of batches(this.#fd, { from: 0, end }))
      this.#took(readRange(this.#fd, { from: start, end: stop }));
    return this.whole();
  }

  whole(): Whole {
    return { length: this.#length, hash: this.#hash.copy().digest('base64'), lines: this.#lines };
  }
}

function listed(parents: readonly (readonly [string, string | null])[]): {
  parents?: [string, string | null][];
} {
  return parents.length > 0 ? { parents: parents.map(([uuid, parent]) => [uuid, parent]) } : {};
}
