import { parseSyncedPath } from '@claude-sessions/core/sync/syncedPath.ts';
import * as z from 'zod/mini';
import type { MachineState, SyncedFile } from './SyncStore.ts';

/** No piece of a file is longer, so that one is in memory at a time. */
export const longestPiece = 8 * 1024 * 1024;

const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const size = z.number().check(z.int(), z.nonnegative());

const pieceSchema = z.object({
  /** Where it ends in the file. */
  end: size,
  /** SHA-256 of the file up to there. */
  hash,
  /** The length of what lies in the folder. */
  stored: size,
});

const indexSchema = z.object({
  version: z.literal(1),
  machine: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  host: z.string().check(z.maxLength(255)),
  at: size,
  files: z.array(
    z.object({ path: z.string().check(z.maxLength(4096)), size, hash, pieces: z.array(pieceSchema) }),
  ),
});

export type Piece = z.infer<typeof pieceSchema>;

/** A file, and the pieces that are it in their order. */
export interface IndexedFile extends SyncedFile {
  readonly pieces: readonly Piece[];
}

/** What a machine has put down, and where it lies. */
export interface FolderIndex extends MachineState {
  readonly files: readonly IndexedFile[];
}

/** @throws where it is none: whoever can write in the folder may have made it */
export function parseIndex(text: string): FolderIndex {
  const { version: _, ...index } = indexSchema.parse(JSON.parse(text));
  const paths = new Set(index.files.map(({ path }) => path));
  if (paths.size < index.files.length) throw new Error('a file is named twice');
  return { ...index, files: index.files.filter((file) => parseSyncedPath(file.path) && isWhole(file)) };
}

export function indexText(index: FolderIndex): string {
  return JSON.stringify({ version: 1, ...index });
}

/** Its pieces follow each other, and are the file. */
function isWhole({ size: whole, hash: all, pieces }: IndexedFile): boolean {
  if (whole === 0) return pieces.length === 0;
  const isRising = pieces.every(({ end }, at) => {
    const length = end - (pieces[at - 1]?.end ?? 0);
    return length > 0 && length <= longestPiece;
  });
  const last = pieces.at(-1);
  return isRising && last?.end === whole && last.hash === all;
}
