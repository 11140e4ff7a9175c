import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { configDirOfLink } from '@claude-sessions/core/prepare/layout.ts';
import { realPathOf } from '../host/realPath.ts';
import { findConversationsFolder, findProjectFolder } from '../workspace/findFolder.ts';
import { readHostLink } from '../workspace/preparedProject.ts';
import { hostConfigDir, resolveFolder } from '../workspace/workspace.ts';
import type { FindRequest } from './findConversations.ts';
import { projectsOf } from './mirrorSources.ts';

type ProjectRequest = FindRequest & { readonly home: string; readonly project: string };

/**
 * What the commands about conversations look through: those of the project around a folder, which need not have a devcontainer.json, or all.
 * @throws UserError when the folder is none
 */
export async function requestFor(
  folderName: string | undefined,
  { all }: { readonly all?: boolean | undefined },
): Promise<FindRequest & { readonly project?: string }> {
  return all ? wholeRequest() : requestForProject(folderName);
}

/** Those of the project around a folder. @throws UserError when the folder is none */
export async function requestForProject(folderName: string | undefined): Promise<ProjectRequest> {
  return ofProject(await findConversationsFolder(await resolveFolder(folderName)));
}

/** Those of a folder that is open in an editor, which may have others of the same repository open. @throws UserError when it is gone */
export async function requestForOpen(folder: string): Promise<ProjectRequest> {
  return ofProject(await realpath(await findProjectFolder(await resolveFolder(folder))));
}

async function ofProject(project: string): Promise<ProjectRequest> {
  const { home, configDir } = wholeRequest();
  return { configDir: (await keptConfigDir(home, project)) ?? configDir, home, project };
}

function wholeRequest() {
  const home = homedir();
  return { configDir: hostConfigDir(home, process.env), home };
}

/** The config directory that *prepare* took when it first ran for the project, and goes on with. */
async function keptConfigDir(home: string, project: string): Promise<string | undefined> {
  for (const { folder, preparedFolder } of await projectsOf(home)) {
    if (realPathOf(folder) !== project) continue;
    const link = await readHostLink(preparedFolder);
    const configDir = link && configDirOfLink(link.target, project, process.platform);
    if (configDir !== undefined) return configDir;
  }
  return undefined;
}
