import type { SideFolder } from './SideFolder.ts';
import { readRange } from './wholeLines.ts';

/** All that a file holds; undefined when that is more than some bytes. */
export function wholeFile(side: SideFolder, path: string, maxBytes: number): Buffer | undefined {
  return side.readNow(path, ({ fd, stats }) =>
    Number(stats.size) > maxBytes ? undefined : readRange(fd, { from: 0, end: Number(stats.size) }),
  );
}
