import { delimiter, dirname, relative, resolve, sep } from 'node:path';
import { substituteLocal } from '@claude-sessions/core/mounts/claudeSource.ts';
import { composeFilesOfOthers } from '@claude-sessions/core/share/compose.ts';
import { readTextIfAny } from '../host/files.ts';
import type { Workspace } from './workspace.ts';

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

/**
 * The Compose files that a devcontainer.json names, without ours; where it names none, those that the tools take then.
 * @returns absolute paths
 */
export async function composeFilesFor(workspace: Workspace, dockerComposeFile: unknown): Promise<string[]> {
  const host = { workspaceFolder: workspace.folder, variable: (name: string) => process.env[name] };
  const named = composeFilesOfOthers(dockerComposeFile)
    .filter((file) => typeof file === 'string')
    .map((file) => resolve(dirname(workspace.configFile), substituteLocal(String(file), host)));
  return named.length > 0 ? named : defaultComposeFiles(workspace.folder, process.env);
}

/** A file as devcontainer.json names it: relative to itself, with `/`. */
export function fromConfig({ configFile }: Pick<Workspace, 'configFile'>, path: string): string {
  return relative(dirname(configFile), path).split(sep).join('/');
}

async function composeFileInDotEnv(folder: string): Promise<string | undefined> {
  const text = await readTextIfAny(resolve(folder, '.env')).catch(() => '');
  return /^COMPOSE_FILE=(.+)$/m.exec(text ?? '')?.[1]?.trim();
}
