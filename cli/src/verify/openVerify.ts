import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { readHostClaude } from '../hostClaude.ts';
import { collectionFrom } from '../options.ts';
import { readRecord } from '../records.ts';
import { readConfig, type Workspace } from '../workspace.ts';
import { readState } from './verifiedState.ts';
import { verifyHost } from './verifyHost.ts';
import type { VerifyOptions } from './verifyProject.ts';

/** What there is to verify for a dev container. */
export async function openVerify(workspace: Workspace, env: NodeJS.ProcessEnv): Promise<VerifyOptions> {
  const { projectFolder } = await readHostClaude(workspace, env);
  const configDir = dirname(dirname(projectFolder));
  // The config directory may be a link of the user's own; what is in `projects/` is as Claude Code finds it.
  const real = join(
    await realpath(dirname(projectFolder)).catch(() => dirname(projectFolder)),
    projectFolder.slice(dirname(projectFolder).length + 1),
  );
  const linked = await lstat(join(workspace.preparedFolder, 'project')).catch(() => undefined);
  const state = await readState(workspace, real);
  const access = await accessOf(workspace);
  return {
    workspace,
    projectFolder: real,
    state,
    host: verifyHost(workspace.realFolder, configDir, [workspace.folder, workspace.realFolder]),
    memoryWritable: access.memory,
    trustAll: linked === undefined && state.memory === undefined && !access.byHand,
  };
}

/** What the configuration lets a container write: everything, where that cannot be read. */
async function accessOf(workspace: Workspace): Promise<{ memory: boolean; byHand: boolean }> {
  try {
    const { document } = await readConfig(workspace.configFile);
    const record = await readRecord(workspace);
    const collections = [collectionFrom({}, process.env), ...(record?.collections ?? [])];
    const { mode, options, handMade } = readConfigured(document, collections);
    const byHand = handMade.length > 0;
    return { memory: byHand || (mode === 'share' && options.memory === 'rw'), byHand };
  } catch {
    return { memory: true, byHand: true };
  }
}
