import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Workspace } from '../workspace/workspace.ts';
import { type ApprovalOptions, ensureItems } from './ensureApproved.ts';
import { itemsOf } from './gatherItems.ts';

/** A project of Docker Compose, by its files; paths are absolute. */
export interface ComposeProject {
  readonly name: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly environmentFiles: readonly string[];
  readonly service: string;
}

/**
 * As `ensureApproved`, for a service that is no dev container: its Compose files, and all that they name, are held against what was
 * approved last.
 * @throws UserError when they are not approved, or change while they are looked at
 */
export async function ensureComposeApproved(
  project: ComposeProject,
  options: ApprovalOptions,
): Promise<void> {
  const { name, folder, files, environmentFiles, service } = project;
  const id = createHash('sha256')
    .update(JSON.stringify([folder, name, service]))
    .digest('hex');
  const home = homedir();
  const workspace: Workspace = {
    ...{ folder, realFolder: await realpath(folder), home, devcontainerId: id.slice(0, 52) },
    configFile: files[0] ?? folder,
    // Beside what is prepared of dev containers: no container reaches it.
    preparedFolder: join(home, '.claude-sessions', 'compose', id.slice(0, 52)),
  };
  // What the Dev Containers tools would take of them acts on the host in the same way.
  const config = {
    ...{ dockerComposeFile: [...files], service },
    runArgs: environmentFiles.flatMap((file) => ['--env-file', file]),
  };
  const own = { collections: [], scriptPath: '', files: new Map() };
  await ensureItems(workspace, options, own, () => itemsOf(workspace, config), 'Compose service');
}
