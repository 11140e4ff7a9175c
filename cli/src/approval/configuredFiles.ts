import { dirname, join, resolve } from 'node:path';
import { namedFiles } from '@claude-sessions/core/approval/namedFiles.ts';
import { documentValue, parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { isOwnText, ownFiles } from '../facts/prepareScripts.ts';
import { findRepository } from '../host/gitRepository.ts';
import { defaultComposeFiles } from '../workspace/composeFiles.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { FileFinder } from './FileFinder.ts';

/** Looks through the workspace, and the git repository around it. */
export async function finderOf(workspace: Workspace): Promise<FileFinder> {
  const repository = await findRepository(workspace.realFolder);
  const own = [true, false].flatMap((usesCompose) => [...ownFiles(workspace, usesCompose)]);
  return new FileFinder({ ...workspace, root: repository?.top ?? workspace.realFolder }, (path, text) =>
    own.some(([name, ours]) => resolve(workspace.folder, name) === path && isOwnText(path, ours, text)),
  );
}

/** Local Features, and those they depend on: @devcontainers/cli takes each from the folder of devcontainer.json. */
export async function addFeatures(
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
export async function addComposeFiles(
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
