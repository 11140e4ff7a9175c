import { copyStream } from './copyStream.ts';
import type { Engine } from './engine.ts';
import { UserError } from './errors.ts';
import { TarReader } from './TarReader.ts';

/** What a folder of a container holds. */
export interface FolderContents {
  /** The bytes of its regular files, by their paths in it as the container wrote them. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** What was not read, and why, a clause. */
  readonly leftOut: readonly { readonly path: string; readonly why: string }[];
}

interface FolderLimits {
  /** Of one file; a larger one is left out. */
  readonly maxFile: number;
  /** Of all that the engine sends. */
  readonly maxBytes: number;
  readonly maxEntries: number;
  readonly timeoutMs: number;
}

/**
 * Reads a folder of a container, running or not, into memory: regular files alone, and nothing is written here. The engine reads it
 * within the container, so that no link in it leads out.
 * @returns undefined when there is no such folder
 * @throws UserError when there is more of it than the limits allow, or it cannot be read
 */
export async function readFolder(
  engine: Engine,
  containerId: string,
  folder: string,
  limits: FolderLimits,
): Promise<FolderContents | undefined> {
  const files = new Map<string, Buffer[]>();
  const leftOut = new Map<string, string>();
  let entries = 0;
  const reader = new TarReader(({ name, kind, size }) => {
    const path = name.replace(/^\.\//, '');
    entries++;
    if (kind === 'folder') return undefined;
    const why = files.has(path)
      ? 'it is there twice'
      : kind !== 'file'
        ? `it is a ${kind === 'link' ? 'link' : 'special file'}`
        : size > limits.maxFile
          ? `it has ${size} bytes`
          : undefined;
    if (why !== undefined) {
      leftOut.set(path, why);
      return undefined;
    }
    const pieces: Buffer[] = [];
    files.set(path, pieces);
    return (piece) => void pieces.push(Buffer.from(piece));
  });
  let bytes = 0;
  const tooMuch = (what: string) =>
    new UserError(`${folder} in the container holds more than ${what}.`, 'Look there what it is.');
  const time = AbortSignal.timeout(limits.timeoutMs);
  const signal = engine.signal ? AbortSignal.any([engine.signal, time]) : time;
  const found = await copyStream({ ...engine, signal }, containerId, folder, reader, (chunk) => {
    bytes += chunk.length;
    if (bytes > limits.maxBytes) throw tooMuch(`${limits.maxBytes / 1024 / 1024} MB`);
    if (entries > limits.maxEntries) throw tooMuch(`${limits.maxEntries} files`);
  });
  if (!found) return undefined;
  for (const path of leftOut.keys()) files.delete(path);
  return {
    files: new Map([...files].map(([path, pieces]) => [path, Buffer.concat(pieces)])),
    leftOut: [...leftOut].map(([path, why]) => ({ path, why })),
  };
}
