import type { BigIntStats } from 'node:fs';
import type { FileState } from './stateSchema.ts';

/** Which file it is, and by what a change of it is seen. */
export function fileStateOf(stats: BigIntStats): FileState {
  return {
    dev: String(stats.dev),
    ino: String(stats.ino),
    size: String(stats.size),
    mtime: String(stats.mtimeNs),
    ctime: String(stats.ctimeNs),
  };
}

/** True when the file is the same, and was not changed. */
export function sameState(a: FileState | undefined, b: FileState): boolean {
  return (
    a !== undefined &&
    a.dev === b.dev &&
    a.ino === b.ino &&
    a.size === b.size &&
    a.mtime === b.mtime &&
    a.ctime === b.ctime
  );
}
