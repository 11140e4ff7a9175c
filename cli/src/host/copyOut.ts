import { spawn } from 'node:child_process';
import { open, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
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

const missing =
  /no such container:path|could not find the file|could not be found|no such file or directory/i;

/**
 * Copies a folder of a container, running or not, into a new tar file of the owner's alone, which is never unpacked here.
 * @returns undefined when there is no such folder, or no file in it: then no tar file is left either
 * @throws UserError when it cannot be copied whole
 */
export async function copyOut(
  { command }: Engine,
  containerId: string,
  folder: string,
  path: string,
): Promise<CopiedOut | undefined> {
  const counter = new TarCounter();
  let keep = false;
  const handle = await open(path, 'wx', 0o600);
  try {
    const child = spawn(command, ['cp', `${containerId}:${folder}/.`, '-'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (said.length < 4096) said += chunk.toString('utf8').slice(0, 4096);
    });
    const closed = new Promise<number | null>((resolve) => {
      child.on('error', (error) => {
        said = error.message;
      });
      child.on('close', resolve);
    });
    try {
      let unlooked = between;
      for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
        unlooked += chunk.length;
        if (unlooked >= between) {
          unlooked = 0;
          await ensureRoom(path);
        }
        counter.push(chunk);
        await handle.writeFile(chunk);
      }
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
    const code = await closed;
    if (code !== 0 && missing.test(said)) return undefined;
    if (code !== 0 || !counter.ended) {
      const [line = ''] = said.trim().split('\n');
      throw new UserError(`${folder} could not be copied out of the container${line ? `: ${line}` : ''}.`);
    }
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
