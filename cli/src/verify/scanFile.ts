import { readSync } from 'node:fs';
import {
  type ByteSearch,
  maxLineLength,
  scanBufferLength,
  TranscriptScan,
} from '@claude-sessions/core/verify/scanTranscript.ts';
import { FactCollector, type TranscriptFacts } from '@claude-sessions/core/verify/transcriptFacts.ts';

/** A part of an open transcript: the lines that begin in it. */
export interface ScanPart {
  readonly fd: number;
  readonly start: number;
  readonly end: number;
  /** How far the file is read at all: what is appended meanwhile is not looked at. */
  readonly size: number;
  readonly session: string | undefined;
}

export interface ScannedPart {
  readonly facts: TranscriptFacts;
  readonly unfinished: boolean;
}

const search: ByteSearch = {
  indexOf: (bytes, needle, from) => (bytes as Buffer).indexOf(needle, from),
  ascii: (text) => Buffer.from(text, 'latin1'),
};

let buffer: Buffer | undefined;

/** Scans a part of a transcript, in this thread. */
export function scanPart({ fd, start, end, size, session }: ScanPart): ScannedPart {
  const collector = new FactCollector(session);
  const handler = {
    line: (bytes: Uint8Array, number: number) => collector.line((bytes as Buffer).toString('utf8'), number),
    longLine: (length: number, number: number) => collector.longLine(length, number),
  };
  // The byte before tells whether a line begins just here.
  const first = Math.max(0, start - 1);
  const scan = new TranscriptScan(search, handler, {
    ownMark: session === undefined ? undefined : `"sessionId":"${session}"`,
    skipFirst: start > 0,
    end: end - first,
    maxLine: maxLineLength,
  });
  let at = first;
  const read = (into: Uint8Array) => {
    const count = readSync(fd, into, 0, Math.min(into.length, size - at), at);
    at += count;
    return count;
  };
  buffer ??= Buffer.allocUnsafeSlow(scanBufferLength);
  const { lines, unfinished } = scan.run({ read }, buffer);
  return { facts: collector.finish(lines), unfinished };
}
