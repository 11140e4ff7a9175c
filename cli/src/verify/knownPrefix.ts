import { createHash, type Hash } from 'node:crypto';
import { readSync } from 'node:fs';
import type { HashedLines } from './LineHash.ts';
import type { KnownTranscript } from './stateSchema.ts';

const readLength = 1024 * 1024;

/** So much of a prefix has a hash of its own: it can be taken in parts, and what is added to a short one goes on with its hash. */
export const segmentLength = 32 * 1024 * 1024;

/**
 * What of a transcript is known, and still as it was.
 *
 * It grows only by what was judged, or accepted. That no container of the project ran while something was added would show that
 * the host added it, but nobody can tell that for certain: the engine knows when the containers ran that it still has, and a
 * container that was made and removed meanwhile (`compose up` and `down`, `docker run --rm`, another engine) leaves no trace. *Prepare*
 * runs before each start only as long as devcontainer.json says so, which a container can write. Trusting lines for that reason
 * would be worse than an alarm about one's own.
 */
export interface KnownPrefix {
  /** Bytes, up to the end of a line. */
  readonly length: number;
  /** The segments to which nothing is added. */
  readonly closed: readonly HashedLines[];
  /** What comes after them, when more can be added to it. */
  readonly open: { readonly hash: Hash; readonly length: number } | undefined;
}

/** Of a transcript of which nothing is known. */
export const noPrefix: KnownPrefix = { length: 0, closed: [], open: undefined };

export function knownLength({ segments }: Pick<KnownTranscript, 'segments'>): number {
  return segments.reduce((sum, { length }) => sum + length, 0);
}

/** Reads the beginning of an open transcript again. @returns undefined when it is not as it was */
export function readPrefix(fd: number, size: number, known: KnownTranscript): KnownPrefix | undefined {
  const length = knownLength(known);
  if (length > size) return undefined;
  const closed = closedSegments(known);
  const open = { hash: createHash('sha256'), length: 0 };
  let start = 0;
  for (const [index, segment] of known.segments.entries()) {
    const joined = index < closed.length ? undefined : open.hash;
    if (!isUnchanged(fd, start, segment, joined)) return undefined;
    if (joined) open.length += segment.length;
    start += segment.length;
  }
  return { length, closed, open: open.length > 0 ? open : undefined };
}

/** All but the last ones, which are one segment together. What is trusted stays apart from what was judged. */
function closedSegments({ segments, trusted }: KnownTranscript): readonly HashedLines[] {
  const own = trustedSegments(segments, trusted?.length ?? 0);
  let from = segments.length;
  let length = 0;
  while (from > own) {
    length += segments[from - 1]?.length ?? 0;
    if (length >= segmentLength) break;
    from--;
  }
  return segments.slice(0, from);
}

/** @returns how many segments lie in the first bytes */
function trustedSegments(segments: readonly HashedLines[], bytes: number): number {
  let end = 0;
  const beyond = segments.findIndex(({ length }) => {
    end += length;
    return end > bytes;
  });
  return beyond < 0 ? segments.length : beyond;
}

/** Of what is known only what does not come from judging it; undefined when that is nothing. */
export function onlyTrusted({ segments, trusted, facts }: KnownTranscript): KnownTranscript | undefined {
  if (!trusted) return undefined;
  const { lines } = trusted;
  const kept = Object.entries(facts ?? {}).map(([kind, list]) => [
    kind,
    list.filter(({ line }) => line <= lines),
  ]);
  return {
    lines,
    trusted,
    segments: segments.slice(0, trustedSegments(segments, trusted.length)),
    ...(facts && { facts: Object.fromEntries(kept) }),
  };
}

/** @param joined takes in the same bytes */
function isUnchanged(fd: number, start: number, segment: HashedLines, joined: Hash | undefined): boolean {
  const { length } = segment;
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(readLength, Math.max(length, 1)));
  for (let at = 0; at < length; ) {
    const count = readSync(fd, buffer, 0, Math.min(buffer.length, length - at), start + at);
    if (count === 0) return false;
    hash.update(buffer.subarray(0, count));
    joined?.update(buffer.subarray(0, count));
    at += count;
  }
  return hash.digest('base64') === segment.hash;
}
