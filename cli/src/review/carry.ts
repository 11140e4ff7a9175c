import { createHash } from 'node:crypto';
import { fileStateOf, sameState } from '../verify/fileState.ts';
import { readPrefix } from '../verify/knownPrefix.ts';
import { type Intent, type KnownPart, lengthOf, type Pair, type Side } from './pair.ts';
import type { OpenFile } from './SideFolder.ts';
import { hashOf, type Range, wholeEnd } from './wholeLines.ts';

/** What is new in a file behind the part that both sides have: whole lines. */
export interface News extends Range {
  /** Behind the last whole line there is part of one: it is being written, or its writer was killed. */
  readonly isTorn: boolean;
  readonly size: number;
}

/** @returns undefined when what both sides had is not there any more, or is another */
export function newsIn({ fd, stats }: OpenFile, known: KnownPart): News | undefined {
  const size = Number(stats.size);
  const from = lengthOf(known);
  if (!sameState(known.state, fileStateOf(stats)) && !readPrefix(fd, size, known)) return undefined;
  const end = wholeEnd(fd, from, size);
  return { from, end, size, isTorn: end < size };
}

/** A part that is longer by some bytes. */
export function grown(
  { segments, lines }: KnownPart,
  { length, hash }: { length: number; hash: string },
  more: number,
): KnownPart {
  return length === 0
    ? { segments, lines }
    : { segments: [...segments, { length, hash }], lines: lines + more };
}

export const hashOfBytes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

/** Whether a write that was about to be done was done. */
export function isDone({ from = 0, length, hash }: Intent, { fd }: Pick<OpenFile, 'fd'>): boolean {
  return hashOf(fd, { from, end: from + length }) === hash;
}

/** A pair with what is known of one side. */
export function withKnown(pair: Pair, side: Side, part: KnownPart): Pair {
  return { ...pair, known: { ...pair.known, [side]: part } };
}

/** So many segments, and they are joined. */
const manySegments = 32;

/** The same part in fewer segments, where it has many. @param file is as it was when the part was known */
export function joined({ fd, stats }: OpenFile, known: KnownPart): KnownPart {
  if (known.segments.length <= manySegments) return known;
  const prefix = readPrefix(fd, Number(stats.size), known);
  if (!prefix) return known;
  const { closed, open } = prefix;
  const last = open ? [{ length: open.length, hash: open.hash.digest('base64') }] : [];
  return { ...known, segments: [...closed, ...last] };
}
