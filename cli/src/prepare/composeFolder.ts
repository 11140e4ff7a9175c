import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { composeHead, composeOverride } from '@claude-sessions/core/prepare/composeOverride.ts';
import { type ComposeShare, composeFile, composeFolder } from '@claude-sessions/core/share/compose.ts';
import { type FileChange, readTextIfAny } from '../host/files.ts';
import { besideConfig, insideWorkspace, type Workspace } from '../workspace/workspace.ts';
import { composeFolderFiles } from './prepareCompose.ts';

/** Our Compose file as *prepare* writes it, by its path below the workspace folder. */
export function ownComposeFile(workspace: Workspace, compose: ComposeShare | undefined): [string, string][] {
  if (!compose) return [];
  const { devcontainerId, home, preparedFolder } = workspace;
  const sources = { devcontainerId, preparedFolder, claudeFolder: join(home, '.claude') };
  const path = insideWorkspace(workspace, besideConfig(workspace, composeFile));
  return [[path, composeOverride(compose, sources)]];
}

/**
 * The removal of what *prepare* made beside devcontainer.json for Docker Compose; somebody else's files stay, and what a
 * link leads to.
 */
export async function composeFolderRemoval(workspace: Workspace): Promise<FileChange[]> {
  const folder = await lstat(besideConfig(workspace, composeFolder)).catch(() => undefined);
  if (!folder?.isDirectory()) return [];
  const present = await Promise.all(
    composeFolderFiles.map(async (name) => {
      const path = besideConfig(workspace, `${composeFolder}/${name}`);
      const isFile = (await lstat(path).catch(() => undefined))?.isFile();
      return { path, before: (isFile && (await readTextIfAny(path))) || null };
    }),
  );
  const ours = present.filter(({ before }) => before === '*\n' || before?.startsWith(composeHead));
  return ours.map((file) => ({ ...file, after: null }));
}
