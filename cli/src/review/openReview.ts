import { join } from 'node:path';
import { containerFolder } from '@claude-sessions/core/devcontainer/containerFolder.ts';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { findProjectFolder } from '../facts/hostClaude.ts';
import { hostClient } from '../facts/hostClient.ts';
import { UserError } from '../host/errors.ts';
import { keptMirrors, mirrorInUse } from '../workspace/preparedProject.ts';
import { findToolsMount } from '../workspace/toolsMount.ts';
import { readConfig, type Workspace } from '../workspace/workspace.ts';
import { journalOf, usualJournal } from './journalOf.ts';
import type { ReviewOptions } from './syncProject.ts';

type Host = Omit<ReviewOptions, 'only' | 'mirror' | 'journal'>;

/**
 * Finds what a reviewed project's conversations are carried between. Where devcontainer.json no longer has it reviewed, and the host is
 * not prepared otherwise yet, they are only pulled.
 * @returns undefined when the project has no mirror
 * @throws UserError when the folder inside is not known from here
 */
export async function openReview(
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
): Promise<ReviewOptions | undefined> {
  const mirror = await mirrorInUse(workspace.preparedFolder);
  if (mirror === undefined) return undefined;
  const document = await readConfig(workspace.configFile);
  const host = await openHost(workspace, document, env);
  const { review } = readConfigured(document).options;
  return {
    ...host,
    mirror,
    journal: usualJournal(workspace.preparedFolder),
    ...(!review && { only: 'pull' }),
  };
}

/**
 * The same for mirrors with conversations that were set aside.
 * @throws as `openReview`
 */
export async function openKept(workspace: Workspace, env: NodeJS.ProcessEnv): Promise<ReviewOptions[]> {
  const { preparedFolder } = workspace;
  const kept = (await keptMirrors(preparedFolder)).filter(({ conversations }) => conversations > 0);
  if (kept.length === 0) return [];
  const host = await openHost(workspace, await readConfig(workspace.configFile), env);
  const isUsed = (await mirrorInUse(preparedFolder)) !== undefined;
  return kept.map(({ path }) => ({
    ...host,
    mirror: path,
    journal: journalOf(preparedFolder, path, isUsed),
    only: 'pull',
  }));
}

async function openHost(
  workspace: Workspace,
  document: DevcontainerDocument,
  env: NodeJS.ProcessEnv,
): Promise<Host> {
  const config = documentValue(document);
  const projectFolder = await findProjectFolder(workspace, env);
  const { folder, realFolder, devcontainerId } = workspace;
  const mounted = (await findToolsMount(workspace, config))?.mounted ?? realFolder;
  const container = containerFolder(config, {
    named: folder,
    folder: realFolder,
    mounted,
    platform: process.platform,
    env,
  });
  if (container === undefined) {
    throw new UserError(
      `${workspace.configFile} does not say where the project lies in the container: "workspaceFolder" is made of what only the container knows.`,
      'Write an absolute path there.',
    );
  }
  return {
    devcontainerId,
    realFolder,
    paths: { host: realFolder, container, hostAlso: folder === realFolder ? [] : [folder] },
    projectFolder,
    configDir: join(projectFolder, '..', '..'),
    hostClient: await hostClient(workspace.home, env),
  };
}
