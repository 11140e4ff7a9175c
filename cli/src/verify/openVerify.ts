import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { defaultMode } from '@claude-sessions/core/prepare/permissionMode.ts';
import { readHostClaude } from '../facts/hostClaude.ts';
import { readTextIfAny } from '../host/files.ts';
import { realPathOf } from '../host/realPath.ts';
import { readIdentity } from '../workspace/projectIdentity.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { containerReach } from './containerReach.ts';
import { knownPaths } from './knownPaths.ts';
import type { VerifyOptions } from './types.ts';
import { readState } from './verifiedState.ts';
import { verifyHost } from './verifyHost.ts';

/**
 * Finds out what `verifyProject` has to look at, what was remembered of it, and what the container may reach.
 * @param present its devcontainer.json as it was read before
 */
export async function openVerify(
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
  collection: string,
  present?: DevcontainerDocument,
): Promise<VerifyOptions> {
  const { projectFolder, memoryFolder, keptMemory } = await readHostClaude(workspace, env);
  const configDir = dirname(dirname(projectFolder));
  // The config directory may be a link of the user's own; what is in `projects/` is as Claude Code finds it.
  const real = join(
    await realpath(dirname(projectFolder)).catch(() => dirname(projectFolder)),
    projectFolder.slice(dirname(projectFolder).length + 1),
  );
  const linked = await lstat(join(workspace.preparedFolder, 'project')).catch(() => undefined);
  const known = await readState(workspace, real);
  const reach = await containerReach(workspace, configDir, env, collection, present);
  const state = reach.otherProjects ? { ...known, exposed: true } : known;
  const was = (await readIdentity(workspace.preparedFolder))?.was;
  const { folder: named, realFolder: folder, home } = workspace;
  return {
    workspace,
    projectFolder: real,
    otherMemory: [memoryFolder, ...(keptMemory === undefined ? [] : [keptMemory])].filter(
      (folder) => realPathOf(dirname(folder)) !== realPathOf(projectFolder),
    ),
    state,
    host: verifyHost({
      folder,
      named,
      home,
      configDir,
      defaultMode: await ownDefaultMode(configDir),
      stateFolders: [projectFolder, memoryFolder, ...(keptMemory === undefined ? [] : [keptMemory])],
      knownPaths: knownPaths(workspace, configDir, reach.mountedTop, reach.workspaceFolder, was),
      mounted: reach.mounted,
    }),
    memoryWritable: reach.memory,
    trustAll: linked === undefined && state.memory === undefined && !reach.byHand && !state.exposed,
  };
}

/** Of the user's own settings: those of the project may be a container's. */
async function ownDefaultMode(configDir: string): Promise<string | undefined> {
  return defaultMode((await readTextIfAny(join(configDir, 'settings.json')).catch(() => '')) ?? '');
}
