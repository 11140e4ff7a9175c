import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import type { Relation } from '@claude-sessions/core/sync/decideTranscript.ts';
import { isExplained } from '@claude-sessions/core/sync/judgeLoss.ts';
import { recordOf, transcriptLines } from '../conversations/transcriptLines.ts';

/** The beginning of an open file. */
export interface Version {
  readonly fd: number;
  readonly size: number;
  /** Of all of it. */
  readonly hash: string;
}

const blockLength = 1024 * 1024;

/** The hashes of the beginnings of an open file, in one walk. Lengths that it does not have are left out. */
export function hashesAt(fd: number, lengths: Iterable<number>): Map<number, string> {
  const found = new Map<number, string>();
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(blockLength);
  let at = 0;
  for (const length of [...new Set(lengths)].sort((a, b) => a - b)) {
    while (at < length) {
      const count = readSync(fd, block, 0, Math.min(block.length, length - at), at);
      if (count === 0) return found;
      hash.update(block.subarray(0, count));
      at += count;
    }
    found.set(length, hash.copy().digest('hex'));
  }
  return found;
}

/** How another version of a transcript is to ours. */
export function relate(ours: Version, theirs: Version): Relation {
  if (ours.hash === theirs.hash) return 'same';
  if (theirs.size > ours.size && hashesAt(theirs.fd, [ours.size]).get(ours.size) === ours.hash)
    return 'ahead';
  if (theirs.size < ours.size && hashesAt(ours.fd, [theirs.size]).get(theirs.size) === theirs.hash)
    return 'behind';
  const counts = new Map<string, number>();
  for (const line of hashedLines(ours)) counts.set(line, (counts.get(line) ?? 0) + 1);
  let more = 0;
  for (const line of hashedLines(theirs)) {
    const left = counts.get(line) ?? 0;
    if (left === 0) more++;
    else if (left === 1) counts.delete(line);
    else counts.set(line, left - 1);
  }
  if (more === 0) return 'held';
  return counts.size === 0 ? 'holds-ours' : 'apart';
}

/** Whether a file of which nothing more is known begins another, or goes on with it. */
export function relateBytes(ours: Version, theirs: Version): Relation {
  if (ours.hash === theirs.hash) return 'same';
  if (theirs.size > ours.size && hashesAt(theirs.fd, [ours.size]).get(ours.size) === ours.hash)
    return 'ahead';
  if (theirs.size < ours.size && hashesAt(ours.fd, [theirs.size]).get(theirs.size) === theirs.hash)
    return 'behind';
  return 'apart';
}

/** The hash of a transcript up to the end of the first line that another has otherwise: on each machine the same. */
export function partingHash(ours: Version, theirs: Version): string {
  const mine = transcriptLines(ours.fd, ours.size);
  const hash = createHash('sha256');
  for (const { bytes } of transcriptLines(theirs.fd, theirs.size)) {
    hash.update(bytes).update('\n');
    const next = mine.next();
    if (next.done || !next.value.bytes.equals(bytes)) break;
  }
  return hash.digest('hex');
}

/** Whether what our transcript lost since it was put down is explained by what clients do. */
export function isLossExplained(ours: Version, put: Version): boolean {
  const here = new Set(hashedLines(ours));
  const before = new Set(hashedLines(put));
  const hasMore = [...messagesOf(ours)].some(({ hash }) => !before.has(hash));
  const lines = function* () {
    for (const { hash, isPrompt, isMessage } of linesOf(put))
      yield { isThere: here.has(hash), isPrompt, isMessage };
  };
  return isExplained(lines(), hasMore);
}

function* messagesOf(version: Version) {
  for (const each of linesOf(version)) if (each.isMessage) yield each;
}

function* linesOf({ fd, size }: Version) {
  for (const { bytes, isWhole } of transcriptLines(fd, size)) {
    const record = recordOf(bytes);
    // A line that broke off is finished in another way.
    const isMessage = record === undefined ? isWhole && bytes.length > 0 : typeof record.uuid === 'string';
    const isPrompt = record === undefined ? isMessage : record.type === 'user' && record.isMeta !== true;
    yield { hash: lineHash(bytes), isMessage, isPrompt };
  }
}

function* hashedLines({ fd, size }: Version): Generator<string> {
  for (const { bytes } of transcriptLines(fd, size)) if (bytes.length > 0) yield lineHash(bytes);
}

const lineHash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
