import { dirname, join, resolve } from 'node:path';
import { configItems } from '@claude-sessions/core/approval/configItems.ts';
import { fileItems, linkItem } from '@claude-sessions/core/approval/fileItem.ts';
import { type ApprovalItem, itemId } from '@claude-sessions/core/approval/item.ts';
import { namedFiles } from '@claude-sessions/core/approval/namedFiles.ts';
import {
  type DevcontainerDocument,
  documentValue,
  parseDocument,
} from '@claude-sessions/core/devcontainer/document.ts';
import { substituteLocal } from '@claude-sessions/core/mounts/claudeSource.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { ownFiles } from '../facts/prepareScripts.ts';
import { ensureInside } from '../host/files.ts';
import { findRepository } from '../host/gitRepository.ts';
import { defaultComposeFiles } from '../workspace/composeFiles.ts';
import { hostPaths } from '../workspace/hostPaths.ts';
import { readConfig, type Workspace } from '../workspace/workspace.ts';
import { FileFinder } from './FileFinder.ts';
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
  const config = documentValue(document);
  const repository = await findRepository(workspace.realFolder);
  const own = [...ownFiles(workspace)].map(
    ([path, text]) => [resolve(workspace.folder, path), text] as const,
  );
  const finder = new FileFinder(
    { ...workspace, root: repository?.top ?? workspace.realFolder },
    new Map(own),
  );
  await findFiles(finder, config, workspace);
  const files = [...finder.found.values()].flatMap((file) => fileItems(file, digestOf));
  const known = new Set(files.map(itemId));
  const links = [...finder.links.values()].map((link) => linkItem(link, digestOf));
  return [
    ...(await mountedItems(workspace, config)),
    ...configItems(config, digestOf),
    ...files,
    ...links.filter((item) => !known.has(itemId(item))),
  ];
}

async function findFiles(finder: FileFinder, config: unknown, workspace: Workspace): Promise<void> {
  const { dockerfiles, composeFiles, localFeatures, commandWords, contexts, sources } = namedFiles(config);
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
  const named = composeFiles && (await findComposeFiles(finder, composeFiles.map(beside), workspace.folder));
  await followCompose(finder, named);
}

/** Local Features, and those they depend on: @devcontainers/cli takes each from the folder of devcontainer.json. */
async function addFeatures(
  finder: FileFinder,
  named: readonly string[],
  beside: (path: string) => string,
): Promise<void> {
  const references = new Set(named);
  for (const reference of references) {
    const folder = beside(reference);
    await finder.addFolder(folder, 'local Feature');
    if (finder.gaveUp) return;
    const text = await finder.add(join(folder, 'devcontainer-feature.json'), 'local Feature');
    const { dependsOn } = toObject(documentValue(parseDocument(text ?? '')));
    for (const each of namedFiles({ features: dependsOn }).localFeatures) references.add(each);
  }
}

/**
 * Without any that are named, Compose's own defaults count, as in @devcontainers/cli; `.env` is read in either case.
 * @returns the folder of the first
 */
async function findComposeFiles(
  finder: FileFinder,
  named: readonly string[],
  folder: string,
): Promise<string | undefined> {
  const environment = join(folder, '.env');
  const files = named.length > 0 ? named : await defaultComposeFiles(folder, process.env);
  const [first] = files;
  for (const path of files) await finder.addCompose(path);
  await finder.add(environment, 'environment file');
  if (first) await finder.add(join(dirname(first), '.env'), 'environment file');
  return first && dirname(first);
}
