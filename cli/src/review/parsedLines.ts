import { isRecord, type JsonRecord } from '@claude-sessions/core/verify/jsonRecord.ts';
import { batches, linesIn, type Range, readBatch } from './wholeLines.ts';

/** Longer ones are not parsed. */
const maxLine = 16 * 1024 * 1024;

/** The lines of a part of a transcript that have one of some words in them, parsed. */
export function* parsedLines(fd: number, range: Range, words: readonly string[]): Generator<JsonRecord> {
  for (const batch of batches(fd, range)) {
    for (const { line } of linesIn(readBatch(fd, batch).bytes)) {
      const isMeant = line.length <= maxLine && words.some((word) => line.includes(word));
      const value = isMeant ? parsed(line) : undefined;
      if (isRecord(value)) yield value;
    }
  }
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    return undefined;
  }
}
