import { lstat } from 'node:fs/promises';
import { delimiter, dirname, join, relative, resolve, sep } from 'node:path';
import { composeHead, composeOverride } from '@claude-sessions/core/prepare/composeOverride.ts';
import { type ComposeShare, composeFile, composeFolder } from '@claude-sessions/core/share/compose.ts';
import type { FileChange } from '../change/plan.ts';
import { readTextIfAny } from '../host/files.ts';
import { composeFolderFiles } from '../prepare/prepareCompose.ts';
import { besideConfig, insideWorkspace, type Workspace } from './workspace.ts';

/**
 * The Compose files that the Dev Containers tools take where `dockerComposeFile` names none (`[]`, say): those of
 * COMPOSE_FILE, in the environment or in `.env` of the workspace folder; else docker-compose.yml there, and
 * docker-compose.override.yml if there is one. The same rule as `getDockerComposeFilePaths` of @devcontainers/cli.
 * @returns absolute paths
 */
export async function defaultComposeFiles(folder: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const named = env.COMPOSE_FILE || (await composeFileInDotEnv(folder));
  if (named) return named.split(delimiter).map((file) => resolve(folder, file));
  const override = 'docker-compose.override.yml';
  const hasOverride = (await readTextIfAny(resolve(folder, override))) !== undefined;
  return ['docker-compose.yml', ...(hasOverride ? [override] : [])].map((file) => resolve(folder, file));
}

/** A file as devcontainer.json names it: relative to itself, with `/`. */
export function fromConfig({ configFile }: Pick<Workspace, 'configFile'>, path: string): string {
  return relative(dirname(configFile), path).split(sep).join('/');
}

async function composeFileInDotEnv(folder: string): Promise<string | undefined> {
  const text = await readTextIfAny(resolve(folder, '.env')).catch(() => '');
  return /^COMPOSE_FILE=(.+)$/m.exec(text ?? '')?.[1]?.trim();
}

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
