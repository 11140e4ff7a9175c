import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Workspace } from '../workspace/workspace.ts';
import { type ApprovalOptions, ensureItems } from './ensureApproved.ts';
import { itemsOf } from './gatherItems.ts';

/**
 * As `ensureApproved`, for a script that makes a container: it, and all that it names, is held against what was approved last.
 * @param script its absolute path
 * @throws UserError when it is not approved, or changes while it is looked at
 */
export async function ensureScriptApproved(
  script: string,
  words: readonly string[],
  options: ApprovalOptions,
): Promise<void> {
  const folder = dirname(script);
  const id = createHash('sha256')
    .update(JSON.stringify([script, ...words]))
    .digest('hex');
  const home = homedir();
  const workspace: Workspace = {
    ...{ folder, realFolder: await realpath(folder), home, devcontainerId: id.slice(0, 52) },
    configFile: script,
    preparedFolder: join(home, '.claude-sessions', 'scripts', id.slice(0, 52)),
  };
  // The Dev Containers tools would run it in the same way.
  const config = { initializeCommand: ['/bin/sh', script, ...words] };
  const own = { collections: [], scriptPath: '', files: new Map() };
  await ensureItems(workspace, options, own, () => itemsOf(workspace, config), 'script');
}
