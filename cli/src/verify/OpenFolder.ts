import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, opendirSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** A path below a folder that a container can write: names may be any bytes. */
export type Name = Buffer;

const separator = Buffer.from('/');

/**
 * A folder that stays the one that was opened, whatever happens to its name meanwhile. On Linux everything in it is
 * reached through the open descriptor, so that no swapped folder above leads elsewhere; on other systems through the
 * path, and `isSame` says whether that is still the same folder.
 */
export class OpenFolder {
  readonly #fd: number | undefined;
  readonly #stats: BigIntStats;
  readonly #base: Buffer;
  readonly #path: Buffer;
  /** The base as text, on Linux. */
  readonly #text: string | undefined;

  /** @throws when it is no folder, or a link */
  constructor(path: Buffer | string) {
    const flags = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0);
    // Windows opens no folders.
    this.#fd = process.platform === 'win32' ? undefined : openSync(path, flags);
    this.#stats =
      this.#fd === undefined ? lstatSync(path, { bigint: true }) : fstatSync(this.#fd, { bigint: true });
    if (!this.#stats.isDirectory()) throw new Error(`${path} is no folder`);
    this.#path = Buffer.from(path);
    this.#text = process.platform === 'linux' ? `/proc/self/fd/${this.#fd}` : undefined;
    this.#base = this.#text === undefined ? this.#path : Buffer.from(this.#text);
  }

  /** A path by which something in it is reached, without following the folders above. */
  child(name: Name | string): Buffer {
    return Buffer.concat([this.#base, separator, Buffer.from(name)]);
  }

  /** The same for a name that is text, which is sooner made where there are thousands. */
  textChild(name: string): Buffer | string {
    return this.#text === undefined ? this.child(name) : `${this.#text}/${name}`;
  }

  /** A folder in it. @throws when it is none, or a link */
  open(name: Name | string): OpenFolder {
    return new OpenFolder(this.child(name));
  }

  /** The names in it, one by one: there may be a million. */
  *names(): Generator<Name> {
    const directory = opendirSync(this.#base.toString(), {
      encoding: 'buffer' as BufferEncoding,
      bufferSize: 512,
    });
    try {
      for (let entry = directory.readSync(); entry; entry = directory.readSync()) {
        yield entry.name as unknown as Buffer;
      }
    } finally {
      directory.closeSync();
    }
  }

  /** True when its path still leads to it, and is no link itself. */
  isSame(): boolean {
    try {
      return sameFile(lstatSync(this.#path, { bigint: true }), this.#stats);
    } catch {
      return false;
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
  }
}

/** Opens a file of a folder for reading, never a link, a pipe or a device. @throws when it is no regular file */
export function openRegular(folder: OpenFolder, name: Name | string): number {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const fd = openSync(typeof name === 'string' ? folder.textChild(name) : folder.child(name), flags);
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw new Error(`${join(Buffer.from(name).toString())} is no regular file`);
}

export function sameFile(a: { dev: bigint; ino: bigint }, b: { dev: bigint; ino: bigint }): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}
