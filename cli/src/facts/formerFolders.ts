import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { absolutePath, reachesClaude } from '@claude-sessions/core/mounts/claudeSource.ts';
import type { FormerStore } from '@claude-sessions/core/share/formerStores.ts';
import { hostPaths } from '../workspace/hostPaths.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A folder of this host in which a dev container kept Claude's state. */
export interface FormerFolder {
  /** Where the state lies. */
  readonly path: string;
  /** Which part of Claude's config directory that is; empty for all of it. */
  readonly part: string;
  /** Where the container had it. */
  readonly target: string;
}

/** Folders of this host that are there and are not its own Claude's. */
export async function formerFolders(
  workspace: Workspace,
  stores: readonly FormerStore[],
): Promise<FormerFolder[]> {
  const host = hostPaths(workspace, process.env);
  const looks = stores.map(async ({ type, source, inside, part, target }) => {
    const path = type === 'bind' ? absolutePath(source, host) : undefined;
    if (path === undefined || reachesClaude(path, host)) return [];
    const folder = join(path, inside);
    const is = await lstat(folder).catch(() => undefined);
    return is?.isDirectory() ? [{ path: folder, part, target }] : [];
  });
  return (await Promise.all(looks)).flat();
}
