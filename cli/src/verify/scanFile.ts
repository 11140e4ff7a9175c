import { readSync } from 'node:fs';
import {
  type ByteSearch,
  maxLineLength,
  type ScanResult,
  scanBufferLength,
  TranscriptScan,
} from '@claude-sessions/core/verify/scanTranscript.ts';
import { SpreadValues } from '@claude-sessions/core/verify/spreadValues.ts';
import { FactCollector, type TranscriptFacts } from '@claude-sessions/core/verify/transcriptFacts.ts';
import { type HashedLines, LineHash } from './LineHash.ts';
import { textHash } from './textHash.ts';

/** A part of an open transcript, which begins with a line: what is appended meanwhile is not looked at. */
export interface ScanPart {
  readonly fd: number;
  readonly start: number;
  readonly end: number;
  readonly session: string | undefined;
  /** Where there is a longer line, nothing is told but that. */
  readonly giveUpAt?: number;
}

/** To be read once more from its beginning, for values that are spread over lines. */
interface SpreadPart {
  readonly fd: number;
  readonly size: number;
  readonly session: string | undefined;
  /** Values that end in this line or before it are known. */
  readonly after: number;
}

export type ScanJob = ScanPart | SpreadPart;

export interface ScannedPart {
  readonly facts: TranscriptFacts;
  readonly unfinished: boolean;
  /** Its whole lines. */
  readonly hashed: HashedLines;
  /** There is more than was looked at. */
  readonly stopped: boolean;
}

const search: ByteSearch = {
  indexOf: (bytes, needle, from) => (bytes as Buffer).indexOf(needle, from),
};

const decode = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();

let buffer: Buffer | undefined;

/** Does a job of a thread. @returns as `scanPart` or `scanSpread` */
export function scan(job: ScanJob): ScannedPart | undefined | TranscriptFacts {
  return 'after' in job ? scanSpread(job) : scanPart(job);
}

/**
 * Scans a part of a transcript, in this thread: up to a line that is too long, or until there is more than can be judged.
 * @param hashing goes on with the hash of the lines before
 * @returns undefined when it gave up
 */
export function scanPart(part: ScanPart, hashing = new LineHash()): ScannedPart | undefined {
  const { session, giveUpAt = maxLineLength } = part;
  const collector = new FactCollector(session, textHash);
  let isLong = false;
  const handler = {
    line: (bytes: Uint8Array, number: number) => {
      if (!collector.isFull) collector.line(decode(bytes), number);
    },
    longLine: (length: number, number: number) => collector.longLine(length, number),
  };
  const scan = new TranscriptScan(search, handler, {
    maxLine: giveUpAt,
    stopAtShort: true,
  });
  const read = (bytes: Buffer) => {
    hashing.update(bytes);
    isLong ||= hashing.tornLength > giveUpAt;
    return !isLong && !collector.isFull;
  };
  const { lines, unfinished, stopped } = runScan(scan, part.fd, part.start, part.end, read);
  if (isLong && giveUpAt < maxLineLength) return undefined;
  if (stopped) collector.overflow();
  const facts = collector.finish(lines);
  return { facts, unfinished, hashed: hashing.finish(), stopped: isLong || facts.overflow };
}

/** The facts in values that are spread over several lines of a transcript. They count no lines. */
export function scanSpread({ fd, size, session, after }: SpreadPart): TranscriptFacts {
  const collector = new FactCollector(session, textHash);
  const values = new SpreadValues(collector, decode, maxLineLength, after);
  runScan(new TranscriptScan(search, values), fd, 0, size, () => !collector.isFull);
  values.finish();
  return collector.finish(0);
}

/** @param took is told of all that is read, and false when nothing more needs to be */
function runScan(
  scan: TranscriptScan,
  fd: number,
  from: number,
  end: number,
  took: (bytes: Buffer) => boolean,
): ScanResult {
  let at = from;
  let goesOn = true;
  const read = (into: Uint8Array) => {
    if (!goesOn) return 0;
    const count = readSync(fd, into, 0, Math.min(into.length, end - at), at);
    at += count;
    goesOn = took(into.subarray(0, count) as Buffer);
    return count;
  };
  buffer ??= Buffer.allocUnsafeSlow(scanBufferLength);
  return scan.run({ read }, buffer);
}
