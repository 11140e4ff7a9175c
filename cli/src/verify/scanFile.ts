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
import { textHash } from './textHash.ts';

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
};

const decode = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();

let buffer: Buffer | undefined;

/** Scans a part of a transcript, in this thread. */
export function scanPart({ fd, start, end, size, session }: ScanPart): ScannedPart {
  const collector = new FactCollector(session, textHash);
  const handler = {
    line: (bytes: Uint8Array, number: number) => collector.line(decode(bytes), number),
    longLine: (length: number, number: number) => collector.longLine(length, number),
  };
  // The byte before tells whether a line begins just here.
  const first = Math.max(0, start - 1);
  const scan = new TranscriptScan(search, handler, {
    skipFirst: start > 0,
    end: end - first,
    maxLine: maxLineLength,
  });
  const { lines, unfinished } = runScan(scan, fd, first, size);
  return { facts: collector.finish(lines), unfinished };
}

/** The facts in values that are spread over several lines of a transcript. They count no lines. */
export function scanSpread(fd: number, size: number, session: string | undefined): TranscriptFacts {
  const collector = new FactCollector(session, textHash);
  const values = new SpreadValues(collector, decode);
  runScan(new TranscriptScan(search, values), fd, 0, size);
  values.finish();
  return collector.finish(0);
}

function runScan(scan: TranscriptScan, fd: number, from: number, size: number): ScanResult {
  let at = from;
  const read = (into: Uint8Array) => {
    const count = readSync(fd, into, 0, Math.min(into.length, size - at), at);
    at += count;
    return count;
  };
  buffer ??= Buffer.allocUnsafeSlow(scanBufferLength);
  return scan.run({ read }, buffer);
}
