import { open } from 'node:fs/promises';
import { parseInspect } from '@claude-sessions/core/container/inspect.ts';
import { UserError } from '../host/errors.ts';
import { isMissing } from '../host/files.ts';
import { containerSubject } from './containers.ts';
import { podSubjects } from './pods.ts';
import type { Subject } from './result.ts';

const mostBytes = 256 * 1024 * 1024;

/**
 * What a file tells of containers, as `docker inspect` or `podman inspect` prints it, or of pods, as `kubectl get -o json` does.
 * @param file `-` for stdin
 * @throws UserError when it is neither
 */
export async function subjectsOfFile(file: string): Promise<Subject[]> {
  const place = file === '-' ? 'stdin' : file;
  let value: unknown;
  try {
    value = JSON.parse(file === '-' ? await readAll(process.stdin) : await readBounded(file));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(`${place} is not JSON.`, expected);
  }
  if (Array.isArray(value)) {
    const containers = parseInspect(JSON.stringify(value));
    if (containers.length === 0 && value.length > 0)
      throw new UserError(`${place} tells of no container.`, expected);
    return containers.flatMap((container) => containerSubject({ container, imageLabels: {} }, place) ?? []);
  }
  if (typeof value === 'object' && value !== null && 'kind' in value) return podSubjects([value], place);
  throw new UserError(`${place} tells of no container and no pod.`, expected);
}

const expected =
  'Write it by `docker inspect $(docker ps --all --quiet)` or `kubectl get pods,deployments,replicasets --output json --show-managed-fields`.';

async function readBounded(file: string): Promise<string> {
  const handle = await open(file).catch((error) => {
    throw isMissing(error) ? new UserError(`${file} does not exist.`, expected) : error;
  });
  try {
    if ((await handle.stat()).isDirectory()) throw new UserError(`${file} is a folder.`, expected);
    return await readAll(handle.createReadStream({ autoClose: false }));
  } finally {
    await handle.close();
  }
}

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBytes) throw new UserError(`It is longer than ${mostBytes / 1024 / 1024} MB.`, expected);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
