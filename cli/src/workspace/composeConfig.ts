import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { type ComposeService, parseComposeServices } from '@claude-sessions/core/mounts/composeServices.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import type { Engine } from '../host/engine.ts';
import { type ProcessCall, runProcess } from '../host/runProcess.ts';
import { composeFilesFor } from './composeFiles.ts';
import { readContainerSettings } from './containerSettings.ts';
import type { Workspace } from './workspace.ts';

/** The services of the Compose files, without our file. */
interface ComposeReading {
  readonly services: readonly ComposeService[];
  readonly service: string;
  /** Why not all of them is known, as a clause. */
  readonly unknown?: string;
}

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
 * Has Docker Compose read the files that a devcontainer.json names; where it cannot, reads them here.
 * @returns undefined when it uses no Compose
 */
export async function readCompose(
  workspace: Workspace,
  document: DevcontainerDocument,
  engine: Engine,
): Promise<ComposeReading | undefined> {
  const value = toObject(documentValue(document));
  if (value.dockerComposeFile === undefined) return undefined;
  const files = await composeFilesFor(workspace, value.dockerComposeFile);
  const { exitCode, stdout, stderr } = await runProcess(configCall(engine, files, workspace.folder));
  const services = exitCode === 0 ? parseComposeServices(stdout) : undefined;
  const service = String(value.service);
  if (services) return { services, service };
  // It reads nothing at all where one file or variable is missing; we read what is there.
  const settings = await readContainerSettings(workspace, document);
  const { servicesOf } = await import('@claude-sessions/core/compose/servicesOf.ts');
  const known = { services: settings ? servicesOf(settings) : [], service };
  if (settings?.unknown.length === 0) return known;
  return { ...known, unknown: `${engine.command} compose could not read them: ${reasonOf(stderr)}` };
}

/** The line that says why: warnings stand before it, what help there is after it. */
function reasonOf(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const isWarning = (line: string) => /^WARN\[|\blevel=warning\b/.test(line);
  return lines.find((line) => line !== '' && !isWarning(line)) ?? (lines[0] || 'it gave no reason');
}
