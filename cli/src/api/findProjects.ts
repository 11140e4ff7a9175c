import { join } from 'node:path';
import { allConfigs, defaultConfig, insideWorkspace, resolveFolder } from '../workspace/workspace.ts';
import type { Project } from './types.ts';

/**
 * Every devcontainer.json of a folder that the specification allows, the personal one too; the default one first.
 * @throws UserError when the folder is gone
 */
export async function findProjects(folderName: string): Promise<Project[]> {
  const folder = await resolveFolder(folderName);
  return (await allConfigs(folder)).map((file) => ({ folder, configFile: join(folder, file), file }));
}

/** The project of a folder and one devcontainer.json, which need not be there; else of the one that would be made. */
export function projectOf(folder: string, configFile = join(folder, defaultConfig)): Project {
  return { folder, configFile, file: insideWorkspace({ folder }, configFile) };
}
