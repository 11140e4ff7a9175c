import { readSync } from 'node:fs';
import { isRecord, type JsonRecord } from '@claude-sessions/core/verify/jsonRecord.ts';
import { isWithinBounds } from '@claude-sessions/core/verify/lineBounds.ts';
import { UserError } from '../host/errors.ts';

const NEWLINE = 10;
const blockLength = 1024 * 1024;
/** No text can be so long. */
const longestLine = 256 * 1024 * 1024;

/** A line of a transcript, without its end. */
export interface TranscriptLine {
  readonly bytes: Buffer;
  /** Behind its end. */
  readonly end: number;
  /** It has an end: the last line of a file that is being written has none. */
  readonly isWhole: boolean;
}

/**
 * The lines of the beginning of an open file, one in memory at a time; of a file that grows no more is seen.
 * @throws UserError where a line is longer than can be read, or the file became shorter
 */
export function* transcriptLines(fd: number, size: number): Generator<TranscriptLine> {
  let parts: Buffer[] = [];
  let length = 0;
  const joined = () => (parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts));
  for (let at = 0; at < size; ) {
    const block = Buffer.allocUnsafe(Math.min(blockLength, size - at));
    const count = readSync(fd, block, 0, block.length, at);
    if (count === 0)
      throw new UserError('The conversation became shorter while it was read.', 'Run this again.');
    let start = 0;
    for (
      let found = block.indexOf(NEWLINE);
      found >= 0 && found < count;
      found = block.indexOf(NEWLINE, start)
    ) {
      parts.push(block.subarray(start, found));
      yield { bytes: joined(), end: at + found + 1, isWhole: true };
      parts = [];
      length = 0;
      start = found + 1;
    }
    if (start < count) parts.push(block.subarray(start, count));
    length += count - start;
    if (length > longestLine)
      throw new UserError('A line of the conversation is longer than 256 MB.', 'It cannot be read as one.');
    at += count;
  }
  if (parts.length > 0) yield { bytes: joined(), end: size, isWhole: false };
}

/**
 * A line as an object; undefined where it is none: clients pass those over.
 * @throws UserError where it would take too much memory
 */
export function recordOf(bytes: Buffer): JsonRecord | undefined {
  const text = bytes.toString();
  if (!text.trimStart().startsWith('{')) return undefined;
  if (!isWithinBounds(text))
    throw new UserError(
      'A line of the conversation holds too much to be read.',
      'Look at it: `claude-sessions verify`.',
    );
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
