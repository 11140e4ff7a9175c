import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { readHostClaude } from '../facts/hostClaude.ts';
import type { VerifiedState } from '../verify/stateSchema.ts';
import { readSharedProject, readState, writeState } from '../verify/verifiedState.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Former } from './former.ts';

/**
 * Takes over what `verify` knows, before anything is moved: what a container could write at the former place must not count as
 * this host's own at the new one, as everything would that is there before a project is first shared.
 */
export async function carryVerified(workspace: Workspace, former: Former): Promise<void> {
  const folder = await realFolderOf((await readHostClaude(workspace, process.env)).projectFolder);
  const shared = await readSharedProject(former.preparedFolder);
  const linked = await lstat(join(former.preparedFolder, preparedNames.project)).catch(() => undefined);
  if (!shared && !linked) return;
  const empty: VerifiedState = { version: 1, folder, prompts: [], accepted: [], transcripts: {} };
  const was = shared
    ? await readState({ ...workspace, preparedFolder: former.preparedFolder }, shared.folder)
    : empty;
  const now = await readState(workspace, folder);
  await writeState(workspace, {
    ...now,
    memory: now.memory ?? was.memory ?? {},
    prompts: [...new Set([...now.prompts, ...was.prompts])],
    accepted: [...new Set([...now.accepted, ...was.accepted])],
    transcripts: { ...was.transcripts, ...now.transcripts },
    ...((now.exposed || was.exposed) && { exposed: true }),
  });
}

/** As `openVerify` names it. */
async function realFolderOf(projectFolder: string): Promise<string> {
  const projects = dirname(projectFolder);
  return join(await realpath(projects).catch(() => projects), basename(projectFolder));
}
