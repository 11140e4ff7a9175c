import { availableParallelism } from 'node:os';
import { FactJoiner, joinFacts } from '@claude-sessions/core/verify/joinFacts.ts';
import { noFacts } from '@claude-sessions/core/verify/lastingFacts.ts';
import { maxLineLength } from '@claude-sessions/core/verify/scanTranscript.ts';
import { maySpread } from '@claude-sessions/core/verify/spreadValues.ts';
import type { TranscriptFacts } from '@claude-sessions/core/verify/transcriptFacts.ts';
import { hasThreads, isOutOfRoom, Threads } from '../host/Threads.ts';
import { type KnownPrefix, segmentLength } from './knownPrefix.ts';
import { type HashedLines, LineHash } from './LineHash.ts';
import { lineEnd, mayGoOn } from './lineBorders.ts';
import { type ScanJob, type ScannedPart, type ScanPart, scanPart, scanSpread } from './scanFile.ts';

const program = 'scanWorker';
const threaded = hasThreads(program);

/** Less than this is scanned faster than a thread starts. */
const worthThreads = 48 * 1024 * 1024;

/** Lines up to this length are read on several threads at once; longer ones, which take room, by one thread alone. */
const lightLine = 1024 * 1024;

/** What is looked at of one transcript, beyond what is known, and in one run. */
const maxBytes = 4 * 1024 ** 3;
const maxRunBytes = 4 * maxBytes;
const maxRunLines = 30_000_000;

const megabytes = (young: number, old: number) => ({
  maxYoungGenerationSizeMb: young,
  maxOldGenerationSizeMb: old,
});

/** The part of a transcript that is not known: all that lies behind what is. */
interface Unknown {
  readonly fd: number;
  readonly size: number;
  readonly session: string | undefined;
  readonly prefix: KnownPrefix;
  /** The lines of what is known. */
  readonly lines: number;
}

interface ScannedLines {
  /** Their lines are counted from the first of the file. */
  readonly facts: TranscriptFacts;
  readonly unfinished: boolean;
  /**
   * The whole lines of it; the first goes on with the last segment that is known, where that is open. Undefined when the file
   * was changed meanwhile, or not all was looked at.
   */
  readonly segments: readonly HashedLines[] | undefined;
  /** Some are no lines as they should be, and all were read a second time. */
  readonly odd: boolean;
}

/** Scans transcripts, the large ones on several threads. Time and room are bounded, whatever they hold. */
export class ScanPool {
  readonly #light = new Threads<ScanJob>(program, Math.min(availableParallelism(), 4), megabytes(8, 64));
  readonly #heavy = new Threads<ScanJob>(program, 1, megabytes(8, 112));
  #bytesLeft = maxRunBytes;
  #linesLeft = maxRunLines;

  /** Scans what is not known of an open file. */
  async scan(unknown: Unknown): Promise<ScannedLines> {
    const { fd, size, session, prefix, lines } = unknown;
    const joiner = new FactJoiner();
    joiner.add(noFacts(lines));
    const { unfinished, segments } = this.#isTooMuch(size - prefix.length)
      ? leftOut(joiner)
      : await this.#scanLines(unknown, joiner);
    const facts = joiner.finish();
    this.#linesLeft -= facts.lines - lines;
    const odd = maySpread(facts, unfinished) || (prefix.length > 0 && mayGoOn(fd, prefix.length));
    if (!odd || facts.overflow) return { facts, unfinished, segments, odd };
    const job = { fd, size, session, after: lines };
    const spread = size < lightLine || !threaded ? scanSpread(job) : await this.#alone<TranscriptFacts>(job);
    return { facts: joinFacts([spread ?? tooMuch, facts]), unfinished, segments, odd };
  }

  #isTooMuch(bytes: number): boolean {
    this.#bytesLeft -= bytes;
    return bytes > maxBytes || this.#bytesLeft < 0 || this.#linesLeft < 0;
  }

  async #scanLines(unknown: Unknown, joiner: FactJoiner): Promise<ScannedWhole> {
    const { fd, size, session, prefix } = unknown;
    if (threaded && size - prefix.length >= worthThreads) return await this.#scanParts(unknown, joiner);
    const part = { fd, start: prefix.length, end: size, session };
    const giveUpAt = threaded ? { giveUpAt: lightLine } : {};
    const scanned = scanPart({ ...part, ...giveUpAt }, new LineHash(prefix.open));
    if (scanned) {
      joiner.add(scanned.facts);
      return { unfinished: scanned.unfinished, segments: [scanned.hashed] };
    }
    const alone = await this.#alone<ScannedPart>(part);
    if (!alone) return leftOut(joiner);
    joiner.add(alone.facts);
    return { unfinished: alone.unfinished, segments: [...openSegment(prefix), alone.hashed] };
  }

  async #scanParts({ fd, size, session, prefix }: Unknown, joiner: FactJoiner): Promise<ScannedWhole> {
    const segments = openSegment(prefix);
    let unfinished = false;
    let isWhole = true;
    let start = prefix.length;
    const running: Promise<Finished>[] = [];
    // Few parts at a time: what they found is joined before more is read.
    while (start < size || running.length > 0) {
      while (start < size && running.length < 2 * this.#light.count) {
        const end = lineEnd(fd, Math.min(start + segmentLength, size) - 1, size, maxLineLength);
        running.push(this.#scanPart({ fd, start, end, session }));
        start = end;
      }
      const next = await running.shift();
      if (!next) break;
      if ('error' in next) {
        // The file is closed by who opened it: not before all are done with it.
        await Promise.all(running);
        throw next.error;
      }
      const { part, scanned } = next;
      joiner.add(scanned?.facts ?? tooMuch);
      if (!scanned || scanned.stopped) {
        await Promise.all(running);
        return { unfinished: false, segments: undefined };
      }
      segments.push(scanned.hashed);
      isWhole &&= part.end === size || scanned.hashed.length === part.end - part.start;
      unfinished = scanned.unfinished;
    }
    return { unfinished, segments: isWhole ? segments : undefined };
  }

  async #scanPart(part: ScanPart): Promise<Finished> {
    try {
      const job = { ...part, giveUpAt: lightLine };
      const light = await orTooMuch(this.#light.run<ScannedPart | undefined>(job));
      return { part, scanned: light ?? (await this.#alone<ScannedPart>(part)) };
    } catch (error) {
      return { error };
    }
  }

  /** @returns undefined when there is no room for it */
  async #alone<T>(job: ScanJob): Promise<T | undefined> {
    return await orTooMuch(this.#heavy.run<T>(job));
  }

  async close(): Promise<void> {
    await Promise.all([this.#light.close(), this.#heavy.close()]);
  }
}

type ScannedWhole = Pick<ScannedLines, 'unfinished' | 'segments'>;
type Finished = { part: ScanPart; scanned: ScannedPart | undefined } | { error: unknown };

const tooMuch: TranscriptFacts = { ...noFacts(0), overflow: true };

function leftOut(joiner: FactJoiner): ScannedWhole {
  joiner.add(tooMuch);
  return { unfinished: false, segments: undefined };
}

function openSegment({ open }: KnownPrefix): HashedLines[] {
  return open ? [new LineHash(open).finish()] : [];
}

async function orTooMuch<T>(scanned: Promise<T>): Promise<T | undefined> {
  try {
    return await scanned;
  } catch (error) {
    if (isOutOfRoom(error)) return undefined;
    throw error;
  }
}
