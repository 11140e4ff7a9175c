import { readSync } from 'node:fs';

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const OPEN = 123;
const CLOSE = 125;

const readLength = 64 * 1024;

/**
 * Where the line ends that a place of an open file is in: behind its newline, or at `size`. Of a line that goes on for more than
 * `maxLength` behind that place, some place behind that.
 */
export function lineEnd(fd: number, from: number, size: number, maxLength: number): number {
  const buffer = Buffer.allocUnsafe(readLength);
  for (let at = from; at < size; ) {
    if (at - from > maxLength) return at;
    const count = readSync(fd, buffer, 0, Math.min(buffer.length, size - at), at);
    if (count === 0) return size;
    const found = buffer.subarray(0, count).indexOf(NEWLINE);
    if (found >= 0) return at + found + 1;
    at += count;
  }
  return size;
}

/**
 * Whether a value may go on over the border of two lines: behind an object's end no value goes on with another object.
 * @param at where the line behind the border begins
 */
export function mayGoOn(fd: number, at: number): boolean {
  const bytes = Buffer.alloc(4);
  const start = Math.max(0, at - 3);
  const count = readSync(fd, bytes, 0, at - start + 1, start);
  const before = bytes.subarray(0, at - start);
  const last = before.length - (before.at(-2) === CARRIAGE_RETURN ? 3 : 2);
  return (
    before.at(-1) !== NEWLINE || before[last] !== CLOSE || (count > at - start && bytes[at - start] !== OPEN)
  );
}
