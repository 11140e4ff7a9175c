import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { lineEnd } from '../../verify/lineBorders.ts';
import { type ByteSource, type LineFinder, maxLine } from './LineFinder.ts';
import { maxTranscript } from './planSearch.ts';

/** A transcript, or a part of a large one: the lines that begin in it. */
export interface TranscriptPart {
  /** A regular file. */
  readonly path: string;
  readonly start: number;
  /** As far as it is there, if absent. */
  readonly end?: number;
}

/**
 * Hands out the lines of a part.
 * @param take is given each line, whose bytes are valid during the call only, and false when no more are wanted
 * @param isStopped nobody waits for it any more
 * @returns the lines that were not read, being too long
 * @throws when it is no regular file any more
 */
export function readPart(
  { path, start, end }: TranscriptPart,
  finder: LineFinder,
  take: (line: Buffer) => boolean,
  isStopped: () => boolean,
): number {
  const { fd, size } = openTranscript(path);
  try {
    const from = start === 0 ? 0 : lineEnd(fd, start - 1, size, maxLine);
    const to = end === undefined ? size : lineEnd(fd, end - 1, size, maxLine);
    const isInside = from > 0 && !endsLine(fd, from);
    return finder.find(sourceOf(fd, from, to, isStopped), isInside, take);
  } finally {
    closeSync(fd);
  }
}

interface Opened {
  readonly fd: number;
  readonly size: number;
}

/** What a container wrote may have become something else meanwhile. */
function openTranscript(path: string): Opened {
  const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
  const fd = openSync(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  const stats = fstatSync(fd);
  if (stats.isFile() && stats.size <= maxTranscript) return { fd, size: stats.size };
  closeSync(fd);
  throw new Error(stats.isFile() ? `It has ${stats.size} bytes.` : 'It is no regular file.');
}

function sourceOf(fd: number, from: number, to: number, isStopped: () => boolean): ByteSource {
  let at = from;
  return {
    read: (into) => {
      if (isStopped() || at >= to) return 0;
      const count = readSync(fd, into, 0, Math.min(into.length, to - at), at);
      at += count;
      return count;
    },
  };
}

/** Whether a line ends right before a place. */
function endsLine(fd: number, place: number): boolean {
  const byte = Buffer.alloc(1);
  readSync(fd, byte, 0, 1, place - 1);
  return byte[0] === 10;
}
