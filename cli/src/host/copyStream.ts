import { spawn } from 'node:child_process';
import type { Engine } from './engine.ts';
import { UserError } from './errors.ts';
import type { TarReader } from './TarReader.ts';

const missing =
  /no such container:path|could not find the file|could not be found|no such file or directory/i;

/**
 * Has an engine copy a folder of a container, running or not, as a tar stream.
 * @param reader reads along, and says when all of it has come
 * @param take called with each piece; what it throws ends the copy
 * @returns false when there is no such folder
 * @throws what `take` throws; UserError when the folder cannot be copied whole
 */
export async function copyStream(
  { command, signal }: Engine,
  containerId: string,
  folder: string,
  reader: TarReader,
  take?: (chunk: Buffer) => Promise<void> | void,
): Promise<boolean> {
  const child = spawn(command, ['cp', `${containerId}:${folder}/.`, '-'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
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
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      reader.push(chunk);
      await take?.(chunk);
    }
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  const code = await closed;
  if (code !== 0 && missing.test(said)) return false;
  if (code !== 0 || !reader.ended) {
    const [line = ''] = said.trim().split('\n');
    throw new UserError(`${folder} could not be copied out of the container${line ? `: ${line}` : ''}.`);
  }
  return true;
}
