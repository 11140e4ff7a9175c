import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../host/withLock.ts';
import type { Workspace } from './workspace.ts';

/**
 * Changes a dev container's files and the host's record of them while no other command of this user does: as `withLock`. The lock
 * lies where what is left over goes with the next start of the machine, and a command that refuses leaves no trace in the home.
 */
export function lockProject<T>(
  { devcontainerId }: Pick<Workspace, 'devcontainerId'>,
  work: () => Promise<T>,
): Promise<T> {
  const folder = join(
    process.env.XDG_RUNTIME_DIR || tmpdir(),
    `claude-sessions-${process.getuid?.() ?? 'locks'}`,
  );
  return withLock(join(folder, `${devcontainerId}.lock`), work);
}
