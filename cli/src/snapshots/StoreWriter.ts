import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { StorePlace } from './storePlace.ts';

/** A file of the store that is being written. */
export interface NewFile {
  readonly fd: number;
  readonly path: string;
}

/**
 * Writes files of the store: beside, synced, renamed. What nothing refers to yet may be left by a killed run; it lies in a folder of its own
 * until it is whole.
 */
export class StoreWriter {
  readonly #place: StorePlace;
  readonly #folders = new Set<string>();
  #made = 0;

  /** Has the store to itself. */
  constructor(place: StorePlace) {
    this.#place = place;
    mkdirSync(place.unfinished, { recursive: true, mode: 0o700 });
  }

  /** Takes away what killed runs left half written. */
  clear(): void {
    for (const name of readdirSync(this.#place.unfinished))
      rmSync(join(this.#place.unfinished, name), { force: true, recursive: true });
  }

  begin(): NewFile {
    const path = join(this.#place.unfinished, `${process.pid}-${this.#made++}`);
    return { fd: openSync(path, 'wx+', 0o600), path };
  }

  /** Puts a file in its place, once its bytes are on the disk. */
  async finish({ fd, path }: NewFile, to: string): Promise<void> {
    await promisify(fsync)(fd);
    closeSync(fd);
    this.#ensure(dirname(to));
    renameSync(path, to);
  }

  drop({ fd, path }: NewFile): void {
    closeSync(fd);
    rmSync(path, { force: true });
  }

  /** Writes a small file. */
  async write(to: string, bytes: string): Promise<void> {
    const file = this.begin();
    try {
      writeAll(file.fd, Buffer.from(bytes));
    } catch (error) {
      this.drop(file);
      throw error;
    }
    await this.finish(file, to);
  }

  /** Writes a list under the name that its text gives it. @returns the name */
  async writeList(text: string): Promise<string> {
    const hash = createHash('sha256').update(text).digest('hex');
    const name = `${hash.slice(0, 2)}/${hash}`;
    const to = join(this.#place.lists, name);
    if (!existsSync(to)) await this.write(to, text);
    return name;
  }

  /** Until then a loss of power may take away names that were given. */
  sync(): void {
    for (const folder of this.#folders) syncFolder(folder);
    this.#folders.clear();
  }

  #ensure(folder: string): void {
    if (this.#folders.has(folder)) return;
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) this.#folders.add(dirname(folder));
    this.#folders.add(folder);
  }
}

function syncFolder(folder: string): void {
  // Windows opens no folders.
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}
