import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { containerHostDir } from '@claude-sessions/core/containerPaths.ts';
import type { Engine } from '../host/engine.ts';
import { typedHere } from '../workspace/commandWords.ts';
import { findContainer } from '../workspace/findContainer.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { removePreparedFolder } from './removePreparedFolder.ts';

/** The rest of the prepared folder: why it was kept whole, as a sentence, or paths in it that are not ours. */
export interface PreparedRest {
  readonly kept?: string;
  readonly left: readonly string[];
}

/** Removes the prepared folder, unless a container still mounts it: without it, that one would not start again. */
export async function removePrepared(workspace: Workspace, engine: Engine): Promise<PreparedRest> {
  const link = await lstat(join(workspace.preparedFolder, 'project')).catch(() => undefined);
  if (!link) {
    // Nothing of it was ever mounted.
    return { left: await removePreparedFolder(workspace.preparedFolder) };
  }
  const lookup = await findContainer(engine, workspace);
  const mounted =
    lookup.kind === 'found' &&
    lookup.container.mounts.some((mount) => mount.target.startsWith(`${containerHostDir}/`));
  if (lookup.kind === 'unreachable' || mounted) {
    const reason = mounted ? 'the current container mounts it' : 'no container engine answered';
    return {
      kept: `${workspace.preparedFolder} is kept, since ${reason}; run ${await typedHere(workspace, 'remove')} again after a rebuild.`,
      left: [],
    };
  }
  return { left: await removePreparedFolder(workspace.preparedFolder) };
}
