import type { Engine } from './engine.ts';
import { UserError } from './errors.ts';
import type { TarReader } from './TarReader.ts';
import { takeOutput } from './takeOutput.ts';

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
  const args = ['cp', `${containerId}:${folder}/.`, '-'];
  const { exitCode, stderr } = await takeOutput({ command, args, signal }, (chunk) => {
    reader.push(chunk);
    return take?.(chunk);
  });
  if (exitCode !== 0 && missing.test(stderr)) return false;
  if (exitCode !== 0 || !reader.ended) {
    const [line = ''] = stderr.split('\n');
    throw new UserError(`${folder} could not be copied out of the container${line && `: ${line}`}.`);
  }
  return true;
}
