import { fileTime } from '../conversations/fileTime.ts';
import { isPlainPath } from './manifestText.ts';
import type { SnapshotFile } from './Snapshot.ts';

/** A file of a config directory that lies in a volume, as it is listed. Its `inode` ends with the second in which anything of it was changed. */
export type ListedFile = Omit<SnapshotFile, 'pieces'>;

/** What `core/assets/readState.sh` lists. */
export interface StateListing {
  readonly files: readonly ListedFile[];
  /** Files whose names are no text, and so are not told apart. */
  readonly leftOut: number;
}

const fileLine =
  /^file ([\da-f]{1,8}) (\d{1,20}) (\d{1,15}) (\d{1,12}) (\d{1,12}) [\d-]+ [\d:]+(?:\.(\d{1,9}))?(?: [+-]\d+)? \.\/(.+)$/;

/**
 * Reads a listing. All of it is the container's word: a line that is none is left out. Never throws.
 * @param most files
 * @returns undefined when it did not come to its end; `too-many` when there is more than anybody has
 */
export function parseStateListing(output: string, most: number): StateListing | 'too-many' | undefined {
  const lines = output.split('\n');
  if (lines.at(-2) !== 'end' || lines.at(-1) !== '') return undefined;
  if (lines.length - 2 > most) return 'too-many';
  const files = new Map<string, ListedFile>();
  let leftOut = 0;
  for (const line of lines.slice(0, -2)) {
    const file = readLine(line);
    if (file) files.set(file.path, file);
    else leftOut++;
  }
  return { files: [...files.values()], leftOut };
}

function readLine(line: string): ListedFile | undefined {
  const [, mode = '', inode = '', size, seconds, changed = '', fraction = '0', path = ''] =
    fileLine.exec(line) ?? [];
  const bits = Number.parseInt(mode, 16);
  if ((bits & 0o170000) !== 0o100000 || !isPlainPath(path)) return undefined;
  return {
    path,
    size: Number(size),
    changedAt: fileTime(Number(seconds) * 1000 + Number(`0.${fraction}`) * 1000),
    mode: bits & 0o777,
    inode: `${inode}-${changed}`,
  };
}
