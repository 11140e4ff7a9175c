import { resolve } from 'node:path';
import type { ContainerSettings } from '@claude-sessions/core/compose/containerSettings.ts';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { substituteLocal } from '@claude-sessions/core/mounts/claudeSource.ts';
import { readOptions } from '@claude-sessions/core/mounts/configuredMounts.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { composeFilesFor } from './composeFiles.ts';
import { composeHost } from './composeHost.ts';
import type { Workspace } from './workspace.ts';

/**
 * Reads the files that a devcontainer.json names and that say what the container gets: Compose files, or else the files of
 * variables in `runArgs`. No engine is asked. Never throws: what cannot be read is in the result.
 * @returns undefined when it names none
 */
export async function readContainerSettings(
  workspace: Workspace,
  document: DevcontainerDocument | undefined,
): Promise<ContainerSettings | undefined> {
  const value = toObject(document && documentValue(document));
  if ('dockerComposeFile' in value) {
    const { dockerComposeFile, service } = value;
    const files = await composeFilesFor(workspace, dockerComposeFile);
    // The tools give Compose the workspace's own `.env` where no file is named.
    const isEmpty = Array.isArray(dockerComposeFile) && dockerComposeFile.length === 0;
    const { readComposeFiles } = await import(
      /* lazy in the editor too: the library for YAML is large */
      '@claude-sessions/core/compose/readComposeFiles.ts'
    );
    const use = { files, service: String(service) };
    const envFile = isEmpty ? { envFile: resolve(workspace.folder, '.env') } : {};
    return readComposeFiles({ ...use, ...envFile }, await composeHost(workspace));
  }
  const variables = { workspaceFolder: workspace.folder, variable: (name: string) => process.env[name] };
  const files = readOptions(value.runArgs, { long: 'env-file' }).map(({ value: file }) =>
    resolve(workspace.folder, substituteLocal(file, variables)),
  );
  if (files.length === 0) return undefined;
  const { readEnvFiles } = await import('@claude-sessions/core/compose/readEnvFiles.ts');
  return readEnvFiles(files, await composeHost(workspace));
}
