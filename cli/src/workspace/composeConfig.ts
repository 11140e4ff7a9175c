import { dirname, resolve } from 'node:path';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { substituteLocal } from '@claude-sessions/core/mounts/claudeSource.ts';
import { type ComposeService, parseComposeServices } from '@claude-sessions/core/mounts/composeServices.ts';
import { composeFilesOf, isOurComposeFile } from '@claude-sessions/core/share/compose.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import type { Engine } from '../host/engine.ts';
import { type ProcessCall, runProcess } from '../host/runProcess.ts';
import { defaultComposeFiles } from './composeFiles.ts';
import type { Workspace } from './workspace.ts';

/** The services of the Compose files, without our file; or why they are not known, as a clause. */
type ComposeReading =
  | { readonly services: readonly ComposeService[]; readonly service: string }
  | { readonly unknown: string };

/** Compose's own reading of its files; nothing is fetched that they include from elsewhere. */
const configCall = (engine: Engine, files: readonly string[], cwd: string): ProcessCall => ({
  command: engine.command,
  signal: engine.signal,
  args: ['compose', ...files.flatMap((file) => ['-f', file]), '--profile', '*', 'config', '--format', 'json'],
  cwd,
  env: { COMPOSE_EXPERIMENTAL_GIT_REMOTE: 'false', COMPOSE_EXPERIMENTAL_OCI_REMOTE: 'false' },
  timeoutMs: 20_000,
});

/**
 * Has Docker Compose read the files that a devcontainer.json names.
 * @returns undefined when it uses no Compose
 */
export async function readCompose(
  workspace: Workspace,
  document: DevcontainerDocument,
  engine: Engine,
): Promise<ComposeReading | undefined> {
  const value = toObject(documentValue(document));
  if (value.dockerComposeFile === undefined) return undefined;
  const host = { workspaceFolder: workspace.folder, variable: (name: string) => process.env[name] };
  const named = composeFilesOf(value.dockerComposeFile)
    .filter((file) => typeof file === 'string' && !isOurComposeFile(file))
    .map((file) => resolve(dirname(workspace.configFile), substituteLocal(String(file), host)));
  const files = named.length > 0 ? named : await defaultComposeFiles(workspace.folder, process.env);
  const { exitCode, stdout, stderr } = await runProcess(configCall(engine, files, workspace.folder));
  const services = exitCode === 0 ? parseComposeServices(stdout) : undefined;
  if (services) return { services, service: String(value.service) };
  const reason = stderr.trim().split('\n').at(-1) || 'it gave no reason';
  return { unknown: `${engine.command} compose could not read them: ${reason}` };
}
