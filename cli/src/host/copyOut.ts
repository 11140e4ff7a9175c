import { open, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { copyStream } from './copyStream.ts';
import type { Engine } from './engine.ts';
import { UserError } from './errors.ts';
import { TarCounter } from './TarCounter.ts';

export interface CopiedOut {
  readonly path: string;
  readonly files: number;
  readonly transcripts: number;
}

/** Bytes that are left free on the disk, however much a container holds. */
const reserve = 256 * 1024 * 1024;
/** Bytes written between two looks at the free space. */
const between = 16 * 1024 * 1024;

/**
 * Copies a folder of a container, running or not, into a new tar file of the owner's alone, which is never unpacked here.
 * @returns undefined when there is no such folder, or no file in it: then no tar file is left either
 * @throws UserError when it cannot be copied whole
 */
export async function copyOut(
  engine: Engine,
  containerId: string,
  folder: string,
  path: string,
): Promise<CopiedOut | undefined> {
  const counter = new TarCounter();
  let keep = false;
  const handle = await open(path, 'wx', 0o600);
  try {
    let unlooked = between;
    const found = await copyStream(engine, containerId, folder, counter, async (chunk) => {
      unlooked += chunk.length;
      if (unlooked >= between) {
        unlooked = 0;
        await ensureRoom(path);
      }
      await handle.writeFile(chunk);
    });
    if (!found) return undefined;
    await handle.sync();
    keep = counter.files > 0;
    return keep ? { path, files: counter.files, transcripts: counter.transcripts } : undefined;
  } finally {
    await handle.close();
    if (!keep) await rm(path, { force: true });
  }
}

async function ensureRoom(path: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path));
  if (bavail * bsize > reserve) return;
  throw new UserError(`There is no room left on the disk of ${dirname(path)}.`);
}
