import { join } from 'node:path';
import type { ContainerSettings } from '@claude-sessions/core/compose/containerSettings.ts';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { folderInside } from '@claude-sessions/core/container/ownContainer.ts';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { bindsHostConversations } from '@claude-sessions/core/share/formerStores.ts';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import { begunIn, foldersBelow } from '../facts/conversationFolders.ts';
import { findRepository } from '../host/gitRepository.ts';
import { configuredFolder } from '../workspace/configuredFolder.ts';
import { hostConfigDir, type Workspace } from '../workspace/workspace.ts';

/** Conversations that a container filed in the host's own config directory, since all of that was mounted by hand. */
export interface HostConversations {
  /** Where they lie on this host. */
  readonly folder: string;
  /** The folder of the container in which they were begun; Claude Code on the host looks by another. */
  readonly cwd: string;
  readonly slug: string;
  readonly conversations: number;
}

interface Configuration {
  readonly document: DevcontainerDocument;
  readonly settings: ContainerSettings | undefined;
}

/**
 * What a container that had the host's `~/.claude` filed there under its own path of the project, and under those of folders
 * below it. Another project of the same folder name files in the same place: the transcripts do not tell them apart.
 * @param configured devcontainer.json as it is, and as it was, with what the files set that it names
 */
export async function findHostConversations(
  workspace: Workspace,
  configured: readonly Configuration[],
  container: Container | undefined,
): Promise<HostConversations[]> {
  const binding = configured.find(({ document, settings }) => {
    return bindsHostConversations(documentValue(document), settings);
  });
  if (!binding) return [];
  const projects = join(hostConfigDir(workspace.home, process.env), 'projects');
  const found: HostConversations[] = [];
  for (const cwd of await foldersInContainer(workspace, binding.document, container)) {
    const slug = projectSlug(cwd);
    // At the host's own path they are the host's conversations of this project.
    if (slug === projectSlug(workspace.realFolder)) continue;
    const folder = join(projects, slug);
    const own = (await begunIn(folder)).length;
    if (own > 0) found.push({ folder, cwd, slug, conversations: own });
    for (const { slug, cwds, ids } of await foldersBelow(folder, cwd)) {
      const below = { folder: join(projects, slug), cwd: cwds[0] ?? '', slug, conversations: ids.length };
      // With those of another project among them it is not copied.
      if ((await begunIn(below.folder)).length === ids.length) found.push(below);
    }
  }
  return found;
}

/** Where the container has the project: as it was configured then, and as it is mounted now. */
async function foldersInContainer(
  { folder, realFolder }: Workspace,
  document: DevcontainerDocument,
  container: Container | undefined,
): Promise<string[]> {
  const top = (await findRepository(realFolder))?.top ?? realFolder;
  const configured = configuredFolder({ folder, realFolder }, documentValue(document), top);
  const observed = container && folderInside(container, [folder, realFolder]);
  const known = [configured, observed].flatMap((path) => path ?? []);
  return [...new Set(known)];
}
