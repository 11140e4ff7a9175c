import { join, resolve } from 'node:path';
import { isDevcontainerId } from '@claude-sessions/core/prepare/refusal.ts';
import { UserError } from '../host/errors.ts';
import {
  idOf,
  isOfConfig,
  type KnownProject,
  knownProjects,
  type Whereabouts,
  whereaboutsOf,
} from '../workspace/knownProjects.ts';
import { identityOf, isSameFolder } from '../workspace/projectIdentity.ts';
import { insideWorkspace, type Workspace } from '../workspace/workspace.ts';

/** Where a project was. */
export interface Former extends KnownProject {
  /** The real path of its folder, as Claude Code filed under it. */
  readonly realFolder: string;
  readonly whereabouts: Whereabouts;
  /** The folder is the very one that the project has now. */
  readonly isSame: boolean;
  /** The host remembers it; else only its path is known. */
  readonly isKnown: boolean;
}

/**
 * The former place that is meant.
 * @param old its path, or the dev container's id
 * @throws UserError when it is this project itself, when it is still there, or when there is no such id
 */
export async function findFormer(workspace: Workspace, old: string): Promise<Former> {
  const file = insideWorkspace(workspace, workspace.configFile);
  const known = await knownProjects(workspace.home);
  const project = projectOf(known, old, file, workspace.home);
  if (project.id === workspace.devcontainerId) {
    throw new UserError(
      `${project.folder} is where this project is now.`,
      'Name the path where it was before.',
    );
  }
  const self = await identityOf(workspace);
  const isSame = project.identity !== undefined && isSameFolder(project.identity, self);
  const whereabouts = await whereaboutsOf(project, workspace.home);
  if (whereabouts === 'there' || whereabouts === 'replaced') {
    throw new UserError(
      `${project.folder} is there${whereabouts === 'replaced' ? ' again, as another folder' : ''}: what is filed under that path belongs to it.`,
      'Move that folder elsewhere first if it is not in use; nothing was changed.',
    );
  }
  const isKnown = known.includes(project);
  const realFolder = project.identity?.realFolder ?? project.folder;
  return { ...project, realFolder, whereabouts, isSame, isKnown };
}

function projectOf(known: readonly KnownProject[], old: string, file: string, home: string): KnownProject {
  const byId = known.find(({ id }) => id === old);
  if (byId) return byId;
  if (/^[0-9a-v]{52}$/.test(old) && isDevcontainerId(old)) {
    throw new UserError(
      `Nothing is known of a dev container ${old}.`,
      'Name the former path of the project.',
    );
  }
  const folder = resolve(old);
  const there = known.filter((each) => each.folder === folder || each.identity?.realFolder === folder);
  const ofConfig = there.find((each) => isOfConfig(each, file));
  const open = there.filter(({ configFile }) => configFile === undefined);
  const [only] = open.length === 1 ? open : [];
  const configFile = join(folder, file);
  const id = idOf(folder, configFile);
  return (
    ofConfig ??
    only ?? {
      id,
      preparedFolder: join(home, '.claude-sessions', id),
      folder,
      configFile,
      identity: undefined,
      record: undefined,
    }
  );
}
