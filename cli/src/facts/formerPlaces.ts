import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FormerPlace } from '@claude-sessions/core/findings/facts.ts';
import { configDirOfLink } from '@claude-sessions/core/prepare/layout.ts';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import { isOfConfig, type KnownProject, knownProjects, whereaboutsOf } from '../workspace/knownProjects.ts';
import { readHostLink } from '../workspace/preparedProject.ts';
import { identityOf, isSameFolder, type ProjectIdentity } from '../workspace/projectIdentity.ts';
import type { ConfigRecord } from '../workspace/records.ts';
import { hostConfigDir, insideWorkspace, type Workspace } from '../workspace/workspace.ts';

/**
 * The places where a project was, or may have been: other projects that this host remembers, that are no longer where they
 * were, and of which the folder, its repository or its devcontainer.json is the same.
 * @param known the record and text of this devcontainer.json
 */
export async function formerPlaces(
  workspace: Workspace,
  known: { readonly record: ConfigRecord | undefined; readonly source: string | undefined },
): Promise<FormerPlace[]> {
  const file = insideWorkspace(workspace, workspace.configFile);
  const others = (await knownProjects(workspace.home)).filter(
    (project) =>
      project.id !== workspace.devcontainerId &&
      project.identity?.adoptedBy === undefined &&
      (isOfConfig(project, file) || project.configFile === undefined),
  );
  if (others.length === 0) return [];
  const self = await identityOf(workspace).catch(() => undefined);
  if (!self) return [];
  const found = await Promise.all(
    others.map(async (project) => {
      const knownBy = sameOf(project, self, known);
      if (knownBy === undefined) return [];
      const whereabouts = await whereaboutsOf(project, workspace.home);
      // What is in the place of the old one may be another clone: only the folder itself tells.
      const isFormer = whereabouts === 'gone' || whereabouts === 'unknown' || knownBy === 'folder';
      if (whereabouts === 'there' || !isFormer) return [];
      return [{ project, knownBy, conversations: await countConversations(project, workspace.home) }];
    }),
  );
  const places = found.flat().sort((a, b) => (a.project.folder < b.project.folder ? -1 : 1));
  return places.map(({ project, knownBy, conversations }) => {
    const isOne = places.filter((each) => each.project.folder === project.folder).length === 1;
    return {
      folder: project.folder,
      name: isOne ? project.folder : project.id,
      knownBy,
      conversations,
    };
  });
}

/** The surest thing that is the same. Where nothing of the repository was written down, only a file that we wrote and that nobody has used here. */
export function sameOf(
  { identity, record }: Pick<KnownProject, 'identity' | 'record'>,
  self: ProjectIdentity,
  known: { readonly record: ConfigRecord | undefined; readonly source: string | undefined },
): FormerPlace['knownBy'] | undefined {
  if (identity && isSameFolder(identity, self)) return 'folder';
  if (identity?.clone !== undefined && identity.clone === self.clone) return 'clone';
  if (identity?.remote !== undefined && identity.remote === self.remote) return 'remote';
  if (identity || known.record || known.source === undefined) return undefined;
  return record?.ours === known.source ? 'file' : undefined;
}

/** Of Claude Code on this host, filed under the project's path; by the prepared link where there is one. */
export async function formerFolder(
  { preparedFolder, folder, identity }: Pick<KnownProject, 'preparedFolder' | 'folder' | 'identity'>,
  home: string,
): Promise<string> {
  const real = identity?.realFolder ?? folder;
  const link = await readHostLink(preparedFolder);
  const linked = link && configDirOfLink(link.target, real, process.platform);
  return join(linked || hostConfigDir(home, process.env), 'projects', projectSlug(real));
}

async function countConversations(project: KnownProject, home: string): Promise<number> {
  const names = await readdir(await formerFolder(project, home)).catch(() => []);
  return names.filter((name) => name.endsWith('.jsonl')).length;
}
