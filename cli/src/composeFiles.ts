import { lstat } from 'node:fs/promises';
import { delimiter, dirname, relative, resolve, sep } from 'node:path';
import { composeHead } from '@claude-sessions/core/prepare/composeOverride.ts';
import { composeFolder } from '@claude-sessions/core/share/compose.ts';
import { readTextIfAny } from './host/files.ts';
import { composeFolderFiles } from './host/prepareCompose.ts';
import type { FileChange } from './plan.ts';
import { besideConfig, type Workspace } from './workspace.ts';

/**
 * The Compose files that the Dev Containers tools take where `dockerComposeFile` names none (`[]`, say): those of
 * COMPOSE_FILE, in the environment or in `.env` of the workspace folder; else docker-compose.yml there, and
 * docker-compose.override.yml if there is one. The same rule as `getDockerComposeFilePaths` of @devcontainers/cli.
 * @returns their paths relative to devcontainer.json, with `/`
 */
export async function defaultComposeFiles(
  { folder, configFile }: Workspace,
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const fromConfig = (file: string) =>
    relative(dirname(configFile), resolve(folder, file)).split(sep).join('/');
  const named = env.COMPOSE_FILE || (await composeFileInDotEnv(folder));
  if (named) return named.split(delimiter).map(fromConfig);
  const override = 'docker-compose.override.yml';
  const hasOverride = (await readTextIfAny(resolve(folder, override))) !== undefined;
  return ['docker-compose.yml', ...(hasOverride ? [override] : [])].map(fromConfig);
}

async function composeFileInDotEnv(folder: string): Promise<string | undefined> {
  const text = await readTextIfAny(resolve(folder, '.env')).catch(() => '');
  return /^COMPOSE_FILE=(.+)$/m.exec(text ?? '')?.[1]?.trim();
}

/** The removal of what *prepare* made beside devcontainer.json for Docker Compose; somebody else's files stay. */
export async function composeFolderRemoval(workspace: Workspace): Promise<FileChange[]> {
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
