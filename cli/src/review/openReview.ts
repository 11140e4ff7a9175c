import { join } from 'node:path';
import { containerFolder } from '@claude-sessions/core/devcontainer/containerFolder.ts';
import { documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { findProjectFolder } from '../facts/hostClaude.ts';
import { hostClient } from '../facts/hostClient.ts';
import { UserError } from '../host/errors.ts';
import { mirrorInUse } from '../workspace/preparedProject.ts';
import { findToolsMount } from '../workspace/toolsMount.ts';
import { readConfig, type Workspace } from '../workspace/workspace.ts';
import type { ReviewOptions } from './syncProject.ts';

/**
 * Finds what a reviewed project's conversations are carried between.
 * @returns undefined when the project has no mirror
 * @throws UserError when the folder inside is not known from here
 */
export async function openReview(
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
): Promise<Omit<ReviewOptions, 'only'> | undefined> {
  const mirror = await mirrorInUse(workspace.preparedFolder);
  if (mirror === undefined) return undefined;
  const config = documentValue(await readConfig(workspace.configFile));
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
    mirror,
    projectFolder,
    configDir: join(projectFolder, '..', '..'),
    hostClient: await hostClient(workspace.home, env),
    journal: join(workspace.preparedFolder, preparedNames.review, 'journal.jsonl'),
  };
}
