import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { ChangedMeanwhile } from './SideFolder.ts';

export const NEWLINE = 10;
const blockLength = 64 * 1024;

/** Bytes of a file, from the start of a line to the end of one. */
export interface Range {
  readonly from: number;
  readonly end: number;
}

/** So much is carried at a time. */
const batchLength = 8 * 1024 * 1024;

/** Where the last whole line ends, at `from` or behind it. */
export function wholeEnd(fd: number, from: number, size: number): number {
  const block = Buffer.allocUnsafe(blockLength);
  for (let end = size; end > from; ) {
    const start = Math.max(from, end - blockLength);
    const read = readFully(fd, block.subarray(0, end - start), start);
    const at = block.lastIndexOf(NEWLINE, read - 1);
    if (read > 0 && at >= 0) return start + at + 1;
    end = start;
  }
  return from;
}

/** Parts of a range that end with a line: some megabytes each, or one line that is longer. */
export function* batches(fd: number, { from, end }: Range): Generator<Range> {
  for (let start = from; start < end; ) {
    const aim = Math.min(start + batchLength, end);
    const within = wholeEnd(fd, start, aim);
    const stop = within > start ? within : nextEnd(fd, aim, end);
    yield { from: start, end: stop };
    start = stop;
  }
}

function nextEnd(fd: number, from: number, end: number): number {
  const block = Buffer.allocUnsafe(blockLength);
  for (let start = from; start < end; start += blockLength) {
    const read = readFully(fd, block.subarray(0, Math.min(blockLength, end - start)), start);
    const at = block.subarray(0, read).indexOf(NEWLINE);
    if (at >= 0) return start + at + 1;
    if (read === 0) break;
  }
  return end;
}

function readFully(fd: number, into: Buffer, position: number): number {
  let done = 0;
  while (done < into.length) {
    const count = readSync(fd, into, done, into.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

/** A line beyond is carried in neither direction, and not read into memory: no text can be so long. */
const longestLine = 256 * 1024 * 1024;

/** The bytes of a part, for what is made of it; none of a line that is too long. */
export interface Batch {
  readonly bytes: Buffer;
  /** Of all of it. */
  readonly length: number;
  readonly lines: number;
  /** SHA-256, in base64. */
  readonly hash: string;
}

/** Reads a part that `batches` gave. @throws ChangedMeanwhile when the file is shorter */
export function readBatch(fd: number, range: Range): Batch {
  const length = range.end - range.from;
  if (length > longestLine) {
    const hash = hashOf(fd, range);
    if (hash === undefined) throw new ChangedMeanwhile('shorter');
    return { bytes: Buffer.alloc(0), length, lines: 1, hash };
  }
  const bytes = readRange(fd, range);
  const hash = createHash('sha256').update(bytes).digest('base64');
  return { bytes, length, lines: countLines(bytes), hash };
}

/** The bytes of a range. @throws ChangedMeanwhile when the file is shorter */
export function readRange(fd: number, { from, end }: Range): Buffer {
  const bytes = Buffer.allocUnsafe(end - from);
  if (readFully(fd, bytes, from) < bytes.length) throw new ChangedMeanwhile('shorter');
  return bytes;
}

/** The lines in bytes, without their ends; empty ones are left out, and have a number all the same. The first has number 1. */
export function* linesIn(bytes: Buffer): Generator<{ line: Buffer; number: number }> {
  let number = 0;
  for (let start = 0; start < bytes.length; ) {
    const at = bytes.indexOf(NEWLINE, start);
    const end = at < 0 ? bytes.length : at;
    number++;
    if (end > start) yield { line: bytes.subarray(start, end), number };
    start = end + 1;
  }
}

export function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}

/** SHA-256 of a range, in base64; undefined when the file is shorter. */
export function hashOf(fd: number, { from, end }: Range): string | undefined {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(Math.min(1024 * 1024, Math.max(end - from, 1)));
  for (let at = from; at < end; ) {
    const count = readSync(fd, block, 0, Math.min(block.length, end - at), at);
    if (count === 0) return undefined;
    hash.update(block.subarray(0, count));
    at += count;
  }
  return hash.digest('base64');
}
