import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { configDirOfLink } from '@claude-sessions/core/prepare/layout.ts';
import { realPathOf } from '../host/realPath.ts';
import { findProjectFolder } from '../workspace/findFolder.ts';
import { readHostLink } from '../workspace/preparedProject.ts';
import { hostConfigDir, resolveFolder } from '../workspace/workspace.ts';
import type { FindRequest } from './findConversations.ts';
import { projectsOf } from './mirrorSources.ts';

/**
 * What the commands about conversations look through: those of the project around a folder, which need not have a devcontainer.json, or all.
 * @throws UserError when the folder is none
 */
export async function requestFor(
  folderName: string | undefined,
  { all }: { readonly all?: boolean | undefined },
): Promise<FindRequest> {
  const home = homedir();
  const usual = hostConfigDir(home, process.env);
  if (all) return { configDir: usual, home };
  const project = await realpath(await findProjectFolder(await resolveFolder(folderName)));
  return { configDir: (await keptConfigDir(home, project)) ?? usual, home, project };
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
