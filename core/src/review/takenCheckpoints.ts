import type { Hash } from './checkpoints.ts';
import type { TakenCheckpoints } from './checkpointsForHost.ts';

/** Since then a rewind looks whether a file, or a folder above it, has become a link (read in its program). */
const refusesLinks = '2.1.223';

/** It was measured that this one deletes a file in the folder that it looked at, whatever takes its place meanwhile. Of Linux alone. */
const deletesBound = '2.1.329';

/**
 * What of a container's checkpoints a host takes. Before a rewind the container can put a link to any folder of the host in the
 * place of one of the project, and some clients follow it: for them there is no safe form.
 * @param client the version of Claude Code on the host
 */
export function takenCheckpoints(
  client: string | undefined,
  platform: string,
  hash: Hash,
): TakenCheckpoints | undefined {
  if (client === undefined || isBefore(client, refusesLinks)) return undefined;
  return { hash, deletes: platform === 'linux' && !isBefore(client, deletesBound) };
}

/** Of versions `a.b.c`. */
const isBefore = (one: string, other: string): boolean =>
  !/^\d+\.\d+\.\d+$/.test(one) || one.localeCompare(other, 'en', { numeric: true }) < 0;
