import { dirname, resolve } from 'node:path';
import { lifecycleWords } from '@claude-sessions/core/approval/lifecycleCommands.ts';
import { namedFiles } from '@claude-sessions/core/approval/namedFiles.ts';
import { scriptNames } from '@claude-sessions/core/approval/scriptNames.ts';
import { substituteLocal } from '@claude-sessions/core/mounts/claudeSource.ts';
import { hostPaths } from '../workspace/hostPaths.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { addComposeFiles, addFeatures, finderOf } from './configuredFiles.ts';
import { followCompose } from './followCompose.ts';

/** A file by which a dev container is made, or that runs in it. */
export interface FileInside {
  /** As shown: relative to the workspace folder. */
  readonly path: string;
  readonly text: string;
}

export interface FilesInside {
  readonly files: readonly FileInside[];
  /** All that is named was read. Links are not followed, and what is no text or too much is left out. */
  readonly isComplete: boolean;
}

/**
 * Reads what a dev container is made of and what its lifecycle commands run, as far as it lies in the workspace:
 * Dockerfiles, Compose files, local Features, and the scripts that they and the commands name. Within the bounds of
 * `FileFinder`.
 * @param config the value of the whole devcontainer.json
 */
export async function readFilesInside(workspace: Workspace, config: unknown): Promise<FilesInside> {
  const finder = await finderOf(workspace);
  const { dockerfiles, composeFiles, localFeatures, contexts } = namedFiles(config);
  const host = hostPaths(workspace, process.env);
  const folder = dirname(workspace.configFile);
  const beside = (path: string) => resolve(folder, substituteLocal(path, host));
  await finder.addCommandFiles(lifecycleWords(config), [workspace.folder, folder]);
  for (const path of dockerfiles) await finder.add(beside(path), 'Dockerfile');
  await addFeatures(finder, localFeatures, beside);
  const named = composeFiles && (await addComposeFiles(finder, composeFiles.map(beside), workspace.folder));
  await followCompose(finder, named);
  for (const { path, role, content } of [...finder.found.values()]) {
    if (role !== 'Dockerfile' || typeof content === 'string' || content.text === undefined) continue;
    const from = [dirname(resolve(workspace.folder, path)), ...contexts.map(beside), workspace.folder];
    await finder.addCommandFiles(scriptNames(content.text).words, [...new Set(from)]);
  }
  const found = [...finder.found.values()];
  const files = found.flatMap(({ path, link, outside, content }) => {
    const isRead = link === undefined && !outside && typeof content !== 'string';
    return isRead && content.text !== undefined ? [{ path, text: content.text }] : [];
  });
  return { files, isComplete: files.length === found.length };
}
