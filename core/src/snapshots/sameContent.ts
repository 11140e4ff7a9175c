import type { SnapshotFile } from './Snapshot.ts';

type Content = Pick<SnapshotFile, 'size' | 'pieces'>;

/** True when two files hold the same bytes. Where they may be pieced together otherwise, only the whole tells. */
export function isSameContent(one: Content, other: Content): boolean {
  return one.size === other.size && one.pieces.at(-1)?.hash === other.pieces.at(-1)?.hash;
}

/** True when the pieces tell that a file begins with all that another holds; false may be for want of knowing. */
export function isKnownPrefix(prefix: Content, whole: Content): boolean {
  const last = prefix.pieces.at(-1);
  if (!last) return true;
  return whole.pieces.some(({ end, hash }) => end === last.end && hash === last.hash);
}
