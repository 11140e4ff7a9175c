import { lastOf } from './lastOf.ts';
import { ProjectTree } from './ProjectTree.ts';
import { isUntouched, type SnapshotRequest } from './takeSnapshot.ts';

/** What a snapshot would keep. */
export interface Foreseen {
  readonly files: number;
  /** Those that were written since the last, and how much longer they are. */
  readonly changed: number;
  readonly bytes: number;
  readonly leftOut: readonly string[];
}

/** Looks what a snapshot would keep; nothing is read or written. */
export async function foreseeSnapshot(request: SnapshotRequest): Promise<Foreseen> {
  const { known, named } = await lastOf(request);
  const tree = new ProjectTree(request);
  try {
    const found = await tree.collect(new Set(known.keys()), named);
    const changed = found.filter((file) => {
      const before = known.get(file.path);
      return !before || !isUntouched({ ...before, inode: before.inode || file.inode }, file);
    });
    const bytes = changed.reduce(
      (sum, { path, size }) => sum + Math.max(size - (known.get(path)?.size ?? 0), 0),
      0,
    );
    return { files: found.length, changed: changed.length, bytes, leftOut: tree.leftOut };
  } finally {
    tree.close();
  }
}
