import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isMissing } from '../host/files.ts';
import { removeLeftOver, replaceHeld, withFolder } from '../host/replaceFile.ts';
import { OpenFolder, openRegular } from '../verify/OpenFolder.ts';

/** A file that is open to be read. */
export interface OpenFile {
  readonly fd: number;
  readonly stats: BigIntStats;
}

/** Bytes. */
interface Bounds {
  readonly longest: number;
  readonly all: number;
}

const unbounded: Bounds = { longest: Number.POSITIVE_INFINITY, all: Number.POSITIVE_INFINITY };

/** The file is longer than what is read. */
export class TooLong extends Error {}

/** The file was written by somebody else since it was looked at. */
export class ChangedMeanwhile extends Error {}

/**
 * One side of a reviewed project: the mirror, or `projects/` of the host. Paths are below it, with `/`. No link is followed in
 * it, nor a folder that takes the place of another: a container writes in the mirror, and wrote in the other while it was shared live.
 */
export class SideFolder {
  readonly #folders = new Map<string, OpenFolder>();
  readonly #root: string;
  readonly #isShared: boolean;
  readonly #tidied = new Set<string>();
  readonly #longest: number;
  /** Bytes of files that are still opened. */
  #left: number;

  /**
   * @param isShared other processes of ours may write there too
   * @param bounds bytes of a file, and of all that are opened: holes cost a container nothing
   * @throws when it is no folder, or a link
   */
  constructor(root: string, isShared: boolean, { longest, all }: Bounds = unbounded) {
    this.#root = root;
    this.#isShared = isShared;
    this.#longest = longest;
    this.#left = all;
    this.#folders.set('', new OpenFolder(root));
  }

  /**
   * Closes what is held open of a folder and those below, which are opened anew when they are asked for again: a container may make more
   * than a process may hold open.
   */
  forget(path: string): void {
    for (const [each, folder] of this.#folders) {
      if (each !== path && !each.startsWith(`${path}/`)) continue;
      folder.close();
      this.#folders.delete(each);
    }
  }

  close(): void {
    for (const folder of this.#folders.values()) folder.close();
    this.#folders.clear();
  }

  #folder(path: string): OpenFolder {
    const known = this.#folders.get(path);
    if (known) return known;
    const [parent, name] = split(path);
    const folder = this.#folder(parent).open(name);
    this.#folders.set(path, folder);
    return folder;
  }

  #at(path: string): Buffer {
    const [folder, name] = split(path);
    return this.#folder(folder).child(name);
  }

  /** What a folder holds, sorted; nothing where there is none, or a link. Names that are no text are left out. */
  names(path: string): string[] {
    try {
      const names = [...this.#folder(path).names()];
      return names
        .map((name) => name.toString())
        .filter((name) => !name.includes('\u{fffd}'))
        .sort();
    } catch (error) {
      if (isMissing(error) || isOther(error)) return [];
      throw error;
    }
  }

  /** Undefined when there is nothing. Of a link: its own. */
  stats(path: string): BigIntStats | undefined {
    try {
      // Most conversations have no folder: that is no exception.
      return lstatSync(this.#at(path), { bigint: true, throwIfNoEntry: false });
    } catch (error) {
      if (isMissing(error) || isOther(error)) return undefined;
      throw error;
    }
  }

  /** Opens a file, and closes it after the work. @throws when it is no regular file */
  async read<T>(path: string, work: (file: OpenFile) => Promise<T> | T): Promise<T> {
    const file = this.#open(path);
    try {
      return await work(file);
    } finally {
      closeSync(file.fd);
    }
  }

  /** As `read`, at once. */
  readNow<T>(path: string, work: (file: OpenFile) => T): T {
    const file = this.#open(path);
    try {
      return work(file);
    } finally {
      closeSync(file.fd);
    }
  }

  #open(path: string): OpenFile {
    const [folder, name] = split(path);
    const fd = openRegular(this.#folder(folder), name);
    const stats = fstatSync(fd, { bigint: true });
    const size = Number(stats.size);
    if (size <= this.#longest && size <= this.#left) {
      this.#left -= size;
      return { fd, stats };
    }
    closeSync(fd);
    throw new TooLong(`${name} is too long`);
  }

  /**
   * Adds bytes to a file, all or none of them.
   * @param from how many bytes it has
   * @param isDurable they outlast a loss of power
   * @param like a file whose time of change it gets, as `setTime` does, unless it was changed later
   * @returns how it is then; bytes of others may have come between
   * @throws ChangedMeanwhile when it has another length, and what the system says when the disk is full
   */
  append(path: string, bytes: Uint8Array, from: number, isDurable: boolean, like?: BigIntStats): BigIntStats {
    const { O_WRONLY, O_APPEND, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
    const fd = openSync(this.#at(path), O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK);
    try {
      const before = fstatSync(fd, { bigint: true });
      if (!before.isFile() || Number(before.size) !== from) throw new ChangedMeanwhile(path);
      addAll(fd, bytes, from);
      if (like) setTime(fd, Math.max(Number(like.mtimeMs), Number(before.mtimeMs)));
      if (isDurable) fsyncSync(fd);
      return fstatSync(fd, { bigint: true });
    } finally {
      closeSync(fd);
    }
  }

  /** Makes a file, or puts it in the place of another, whole or not at all. Folders above it are made. */
  async replace(path: string, fill: (fd: number) => void): Promise<BigIntStats> {
    const [folder] = split(path);
    this.ensureFolder(folder);
    const at = this.#at(path).toString();
    const work = async () => {
      if (!this.#tidied.has(folder)) removeLeftOver(dirname(at));
      this.#tidied.add(folder);
      await replaceHeld(at, 0o600, fill);
    };
    await (this.#isShared ? withFolder(join(this.#root, folder), work) : work());
    return lstatSync(at, { bigint: true });
  }

  /**
   * As `replace`, where there is anything to be put there.
   * @param fill says whether there is
   * @returns undefined when there is not
   */
  async replaceIfAny(path: string, fill: (fd: number) => boolean): Promise<BigIntStats | undefined> {
    const nothing = new Error('nothing to write');
    try {
      return await this.replace(path, (fd) => {
        if (!fill(fd)) throw nothing;
      });
    } catch (error) {
      if (error === nothing) return undefined;
      throw error;
    }
  }

  /** Takes a file away; nothing where there is none. */
  remove(path: string): void {
    try {
      unlinkSync(this.#at(path));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  /** Takes a folder away, if it is empty. @returns whether it was */
  removeEmpty(path: string): boolean {
    this.forget(path);
    try {
      rmdirSync(this.#at(path));
      return true;
    } catch {
      return false;
    }
  }

  /** Moves a whole file of the same disk to a place in it, also where there is another. Its folder is there. */
  moveHere(from: Buffer, path: string): void {
    renameSync(from, this.#at(path));
  }

  /** Makes a folder, and those above it. @throws where a link or a file is in its place */
  ensureFolder(path: string): void {
    if (path === '' || this.#folders.has(path)) return;
    const [parent, name] = split(path);
    this.ensureFolder(parent);
    try {
      mkdirSync(this.#folder(parent).child(name), 0o700);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    this.#folder(path);
  }
}

/** Gives a file a time of change, if that is past: Claude Code orders and sweeps conversations by it. */
export function setTime(fd: number, ms: number): void {
  const time = Math.min(ms, Date.now()) / 1000;
  try {
    futimesSync(fd, time, time);
  } catch (error) {
    // A file of the container's user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}

function split(path: string): [folder: string, name: string] {
  const at = path.lastIndexOf('/');
  return [path.slice(0, Math.max(at, 0)), path.slice(at + 1)];
}

/** A link or a file where a folder should be. */
function isOther(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ELOOP' || code === 'ENOTDIR';
}

/** What was written of it is taken back when the disk is full and nobody wrote behind it. */
function addAll(fd: number, bytes: Uint8Array, from: number): void {
  let done = 0;
  try {
    while (done < bytes.length) done += writeSync(fd, bytes, done);
  } catch (error) {
    if (done > 0 && Number(fstatSync(fd, { bigint: true }).size) === from + done) ftruncateSync(fd, from);
    throw error;
  }
}
