import {
  appendFileSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { replaceFile } from '../host/replaceFile.ts';
import { OpenFolder } from '../verify/OpenFolder.ts';

/** Where a file is written: in a folder of transcripts, by the names that lead to it. */
export interface Target {
  readonly folder: string;
  readonly names: readonly string[];
}

/** A file is not as it was looked at: somebody wrote it meanwhile, and it is left for the next time. */
class Changed extends Error {}

/** Writes a file that is not there. @returns false where it is */
export async function writeNew(target: Target, fill: (fd: number) => void): Promise<boolean> {
  return await inFolder(target, async (folder, name) => {
    const path = folder.child(name);
    await replaceFile(String(path), 0o600, (fd) => {
      fill(fd);
      fsyncSync(fd);
      if (lstatSync(path, { throwIfNoEntry: false })) throw new Changed();
    });
  });
}

/**
 * Puts a file in the place of one that begins it, or that has no line which it has not.
 * @param stamp as it was looked at
 * @returns false where it is another by now
 */
export async function writeOver(target: Target, stamp: string, fill: (fd: number) => void): Promise<boolean> {
  return await inFolder(target, async (folder, name) => {
    const path = folder.child(name);
    const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
    const before = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const { size, mode } = fstatSync(before);
      await replaceFile(String(path), mode & 0o777, (fd) => {
        fill(fd);
        fsyncSync(fd);
        if (stampAt(path) !== stamp) throw new Changed();
      });
      // A client that began meanwhile has written behind the file that it found.
      const added = readFrom(before, size);
      if (added.length > 0) appendFileSync(path, added);
    } finally {
      closeSync(before);
    }
  });
}

/** Does it with the folder held open, which is made where it is missing; no link is followed. */
async function inFolder(
  { folder, names }: Target,
  work: (folder: OpenFolder, name: string) => Promise<void>,
): Promise<boolean> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const opened = [new OpenFolder(folder)];
  try {
    for (const name of names.slice(0, -1)) {
      const above = opened.at(-1) as OpenFolder;
      if (!lstatSync(above.child(name), { throwIfNoEntry: false }))
        mkdirSync(above.child(name), { mode: 0o700 });
      opened.push(above.open(name));
    }
    await work(opened.at(-1) as OpenFolder, names.at(-1) ?? '');
    return true;
  } catch (error) {
    if (error instanceof Changed) return false;
    throw error;
  } finally {
    for (const each of opened) each.close();
  }
}

function stampAt(path: Buffer): string {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}` : '';
}

const blockLength = 1024 * 1024;

/** Copies a file of ours, with the time at which its last line was written. */
export function copyFrom(path: string): (fd: number) => void {
  return (to) => {
    const from = openSync(path, 'r');
    try {
      const { size } = fstatSync(from);
      const block = Buffer.allocUnsafe(blockLength);
      for (let at = 0; at < size; ) {
        const count = readSync(from, block, 0, block.length, at);
        if (count === 0) throw new Error(`${path} became shorter`);
        for (let done = 0; done < count; ) done += writeSync(to, block, done, count - done);
        at += count;
      }
      const time = lastTime(from);
      if (time) futimesSync(to, time, time);
    } finally {
      closeSync(from);
    }
  };
}

const tailLength = 64 * 1024;

/** When the last line of a transcript was written, by what it says; not in the future. */
export function lastTime(fd: number): Date | undefined {
  const { size } = fstatSync(fd);
  const from = Math.max(0, size - tailLength);
  const tail = Buffer.alloc(size - from);
  readSync(fd, tail, 0, tail.length, from);
  const [, text = ''] =
    [...tail.toString('latin1').matchAll(/"timestamp":"(\d{4}-[^"]{1,30})"/g)].at(-1) ?? [];
  const time = Date.parse(text);
  return time > 0 && time <= Date.now() ? new Date(time) : undefined;
}

function readFrom(fd: number, from: number): Buffer {
  const { size } = fstatSync(fd);
  const added = Buffer.alloc(Math.max(0, size - from));
  const count = added.length === 0 ? 0 : readSync(fd, added, 0, added.length, from);
  return added.subarray(0, count);
}
