import { basename, dirname, resolve } from 'node:path';
import { configItems } from '@claude-sessions/core/approval/configItems.ts';
import { fileItems, linkItem } from '@claude-sessions/core/approval/fileItem.ts';
import { type ApprovalItem, itemId } from '@claude-sessions/core/approval/item.ts';
import { lockedFeatures } from '@claude-sessions/core/approval/lockedFeatures.ts';
import { namedFiles } from '@claude-sessions/core/approval/namedFiles.ts';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { substituteLocal } from '@claude-sessions/core/mounts/claudeSource.ts';
import { lockFileName } from '@claude-sessions/core/share/lockFile.ts';
import { ensureInside } from '../host/files.ts';
import { hostPaths } from '../workspace/hostPaths.ts';
import { readConfig, type Workspace } from '../workspace/workspace.ts';
import { addComposeFiles, addFeatures, finderOf } from './configuredFiles.ts';
import type { FileFinder } from './FileFinder.ts';
import { followCompose } from './followCompose.ts';
import { digestOf } from './lookAtFile.ts';
import { mountedItems } from './mountedFolder.ts';

/**
 * Everything in a dev container's files that acts on the host when it is brought up, as they are now.
 * @param present devcontainer.json as it was read before; the file is read again all the same
 * @throws UserError when devcontainer.json cannot be read, or git would have another folder mounted than the repository's
 */
export async function gatherItems(
  workspace: Workspace,
  present?: DevcontainerDocument,
): Promise<ApprovalItem[]> {
  await ensureInside(workspace.folder, workspace.configFile);
  const document = await readConfig(workspace.configFile, present);
  return itemsOf(workspace, documentValue(document));
}

/** The same for a configuration that need not be in a file. @param config the value of a devcontainer.json */
export async function itemsOf(workspace: Workspace, config: unknown): Promise<ApprovalItem[]> {
  const finder = await finderOf(workspace);
  await findFiles(finder, config, workspace);
  const files = [...finder.found.values()].flatMap((file) => fileItems(file, digestOf));
  const known = new Set(files.map(itemId));
  const links = [...finder.links.values()].map((link) => linkItem(link, digestOf));
  return [
    ...(await mountedItems(workspace, config)),
    ...configItems(config, digestOf),
    ...(await lockItems(finder, workspace)),
    ...files,
    ...links.filter((item) => !known.has(itemId(item))),
  ];
}

/** The pins of a lock file that can be read; any other as a file. */
async function lockItems(finder: FileFinder, { configFile }: Workspace): Promise<ApprovalItem[]> {
  const path = resolve(dirname(configFile), lockFileName(basename(configFile)));
  const file = await finder.look(path, 'lock file');
  if (!file) return [];
  const text = typeof file.content === 'string' || file.link || file.outside ? undefined : file.content.text;
  const pins = text === undefined ? undefined : lockedFeatures(text, digestOf);
  return pins ?? fileItems(file, digestOf);
}

async function findFiles(finder: FileFinder, config: unknown, workspace: Workspace): Promise<void> {
  const named = namedFiles(config);
  const { dockerfiles, composeFiles, localFeatures, commandWords, contexts, sources } = named;
  const host = hostPaths(workspace, process.env);
  const folder = dirname(workspace.configFile);
  const beside = (path: string) => resolve(folder, substituteLocal(path, host));
  await finder.addCommandFiles(commandWords, [workspace.folder, folder]);
  for (const path of dockerfiles) await finder.add(beside(path), 'Dockerfile');
  await addFeatures(finder, localFeatures, beside);
  for (const path of contexts) await finder.addSource(beside(path));
  for (const source of sources) {
    const path = substituteLocal(source, host).replace(/^~(?=$|[\\/])/, host.home);
    await finder.addSource(resolve(workspace.folder, path));
  }
  const fromWorkspace = (path: string) => resolve(workspace.folder, substituteLocal(path, host));
  for (const path of named.environmentFiles) await finder.add(fromWorkspace(path), 'environment file');
  for (const path of named.seccompProfiles) await finder.add(fromWorkspace(path), 'seccomp profile');
  const folderOfCompose =
    composeFiles && (await addComposeFiles(finder, composeFiles.map(beside), workspace.folder));
  await followCompose(finder, folderOfCompose);
}
