import { join } from 'node:path';
import { lockFolder, withLock } from '../host/withLock.ts';
import type { Workspace } from './workspace.ts';

/**
 * Changes a dev container's files and the host's record of them while no other command of this user does: as `withLock`.
 */
export function lockProject<T>(
  { devcontainerId }: Pick<Workspace, 'devcontainerId'>,
  work: () => Promise<T>,
): Promise<T> {
  return withLock(join(lockFolder(), `${devcontainerId}.lock`), work);
}
