import { type FileHandle, mkdir, open, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../host/errors.ts';
import { TarReader } from '../../host/TarReader.ts';
import type { Reach } from './reach.ts';

/** Bytes that are left free on the disk, however much a container holds. */
const reserve = 256 * 1024 * 1024;
/** Bytes written between two looks at the free space. */
const between = 16 * 1024 * 1024;
/** No conversation has so many files, nor so much in them. */
const maxFiles = 20_000;
const maxBytes = 32 * 1024 ** 3;
const maxDepth = 8;
/** A file that grows while it is copied may break the copy off. */
const attempts = 3;

/** Takes what is copied out of a container into a private folder, within the room there is. */
export class CopyTarget {
  /** Nothing more is taken. */
  isFull = false;
  #written = 0;
  #unlooked = between;

  constructor(readonly folder: string) {}

  async write(handle: FileHandle, piece: Buffer): Promise<void> {
    this.#written += piece.length;
    this.#unlooked += piece.length;
    if (this.#written > maxBytes) throw this.tooMuch(`${maxBytes / 1024 ** 3} GB`);
    if (this.#unlooked >= between) {
      this.#unlooked = 0;
      const { bavail, bsize } = await statfs(this.folder);
      if (bavail * bsize <= reserve) {
        this.isFull = true;
        throw new UserError(`There is no room left on the disk of ${this.folder}.`);
      }
    }
    await handle.writeFile(piece);
  }

  tooMuch(what: string): UserError {
    this.isFull = true;
    return new UserError(
      `The conversation in the container has more than ${what}.`,
      'Look there what it is.',
    );
  }
}

/**
 * Copies the folder of what belongs to a conversation.
 * @param path in the config directory @param folder not there yet
 * @returns false where it is not there, or has no file
 */
export async function copyFolder(
  reach: Reach,
  path: string,
  folder: string,
  target: CopyTarget,
): Promise<boolean> {
  for (let left = attempts - 1; ; left--) {
    const unpacker = new Unpacker(target, folder);
    try {
      await reach.copyFolder(path, unpacker.reader, () => unpacker.write());
      return unpacker.files > 0;
    } catch (error) {
      if (left === 0 || target.isFull) throw error;
      await rm(folder, { recursive: true, force: true });
    } finally {
      await unpacker.close();
    }
  }
}

/** Unpacks the regular files of a tar stream, and nothing else. */
class Unpacker {
  readonly reader: TarReader;
  files = 0;
  /** What came with the last piece, in turn. */
  #came: { readonly path: string; readonly pieces: Buffer[] }[] = [];
  #open: { readonly path: string; readonly handle: FileHandle } | undefined;

  constructor(
    private readonly target: CopyTarget,
    private readonly folder: string,
  ) {
    const known = new Set<string>();
    this.reader = new TarReader(({ name, kind }) => {
      const path = pathOf(name);
      if (kind !== 'file' || path === undefined || known.has(path)) return undefined;
      this.files++;
      if (this.files > maxFiles) return undefined;
      known.add(path);
      this.#came.push({ path, pieces: [] });
      return (piece) => this.#take(path, piece);
    });
  }

  #take(path: string, piece: Buffer): void {
    const last = this.#came.at(-1);
    if (last?.path === path) last.pieces.push(piece);
    else this.#came.push({ path, pieces: [piece] });
  }

  /** To be called for each piece, when the reader had it. */
  async write(): Promise<void> {
    if (this.files > maxFiles) throw this.target.tooMuch(`${maxFiles} files`);
    for (const { path, pieces } of this.#came.splice(0)) {
      const handle = await this.#handleOf(path);
      for (const piece of pieces) await this.target.write(handle, piece);
    }
  }

  async close(): Promise<void> {
    await this.#open?.handle.close();
    this.#open = undefined;
  }

  async #handleOf(path: string): Promise<FileHandle> {
    if (this.#open?.path === path) return this.#open.handle;
    await this.close();
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(file, 'wx', 0o600);
    this.#open = { path, handle };
    return handle;
  }
}

/** A path as Claude Code makes them; undefined for any other, which could lead elsewhere on some system. */
function pathOf(name: string): string | undefined {
  const parts = name.replace(/^\.\//, '').split('/');
  const isPlain = (part: string) => /^[\w@+=,~-](?:[\w.@+=,~ -]{0,200}[\w@+=,~-])?$/.test(part);
  return parts.length <= maxDepth && parts.every(isPlain) ? parts.join('/') : undefined;
}
