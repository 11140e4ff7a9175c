import { lstat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { realPathOf } from '../host/realPath.ts';
import { idOf, type KnownProject, knownProjects } from '../workspace/knownProjects.ts';
import { readHostLink } from '../workspace/preparedProject.ts';
import { allConfigs, defaultConfig, type Workspace } from '../workspace/workspace.ts';

/** A project whose conversations a container can write, or could before it was reviewed. */
export interface WatchedProject extends KnownProject {
  /** The real path of the folder that they are filed in. */
  readonly conversations: string;
}

/** Every project of this host that *prepare* has linked: what the guard watches. */
export async function watchedProjects(home: string): Promise<WatchedProject[]> {
  const found = await Promise.all(
    (await knownProjects(home)).map(async (project) => {
      const link = await readHostLink(project.preparedFolder);
      const path = link?.path ?? join(project.preparedFolder, preparedNames.project);
      const isThere = await lstat(path).catch(() => undefined);
      return isThere ? [{ ...project, conversations: realPathOf(path) }] : [];
    }),
  );
  return found.flat();
}

/** The workspace of a project that is known by what is remembered of it; its folder need not be there any more. */
export async function workspaceOf({
  id,
  folder,
  configFile,
  preparedFolder,
}: KnownProject): Promise<Workspace> {
  const configs = await allConfigs(folder).catch(() => []);
  const found = configs.map((file) => join(folder, file)).find((file) => idOf(folder, file) === id);
  return {
    folder,
    realFolder: realPathOf(folder),
    configFile: configFile ?? found ?? join(folder, defaultConfig),
    devcontainerId: id,
    home: homedir(),
    preparedFolder,
  };
}
