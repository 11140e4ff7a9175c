import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { findProgram } from '../host/findProgram.ts';
import { type ProcessCall, runAttached, runUnheard } from '../host/runProcess.ts';
import { isQuiet } from '../terminal/verbosity.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface UpOptions {
  readonly recreate: boolean;
  /**
   * The tools ask git which folder to mount. Git goes by a file that a running container can write at any moment, so
   * they shall not where the workspace folder is the answer: the flag says nothing else to them (`getWorkspaceConfiguration`).
   */
  readonly asksGit: boolean;
  /** With the debug log. */
  readonly verbose?: boolean | undefined;
}

/** The Dev Containers CLI: a program, and the words before its own. */
interface DevcontainerCli {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * The Dev Containers CLI to use: the one that is named, else the one that was installed with this package, else the one on
 * the PATH.
 * @throws UserError when there is none
 */
export async function findDevcontainerCli(
  named: string | undefined,
  env: NodeJS.ProcessEnv,
  beside = installedBeside(),
): Promise<DevcontainerCli> {
  if (!named && beside) return { command: process.execPath, args: [beside] };
  const command = await findProgram(named || 'devcontainer', env);
  if (command !== undefined) return { command, args: [] };
  throw new UserError(
    named
      ? `There is no program ${named}, which was named as the Dev Containers CLI.`
      : 'The Dev Containers CLI, which brings dev containers up, is not installed here.',
    'Install it with `npm install --global @devcontainers/cli`, or name it with --devcontainer-path; or rebuild in VS Code ("Dev Containers: Rebuild Container"). devcontainer.json is already as it should be.',
  );
}

/** The program that this package depends on; an editor's extension brings none. */
function installedBeside(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve('@devcontainers/cli/package.json');
    return join(dirname(manifest), 'devcontainer.js');
  } catch {
    return '';
  }
}

/** `devcontainer exec` for a workspace: a command and its arguments, run inside. */
export function execCall(
  cli: DevcontainerCli,
  workspace: Workspace,
  engine: Engine,
  command: readonly string[],
): ProcessCall {
  return {
    command: cli.command,
    args: [...cli.args, 'exec', ...which(workspace, engine), ...command],
    cwd: workspace.folder,
  };
}

/** The words that say which dev container is meant, and on which engine. */
function which({ folder, configFile }: Workspace, { command }: Engine): string[] {
  return ['--workspace-folder', folder, '--config', configFile, '--docker-path', command];
}

/** `devcontainer up` for a workspace. */
export function upCall(
  cli: DevcontainerCli,
  workspace: Workspace,
  engine: Engine,
  { recreate, asksGit, verbose }: UpOptions,
): ProcessCall {
  return {
    command: cli.command,
    args: [
      ...cli.args,
      'up',
      ...which(workspace, engine),
      ...(asksGit ? [] : ['--mount-workspace-git-root', 'false']),
      ...(recreate ? ['--remove-existing-container'] : []),
      ...(verbose ? ['--log-level', 'debug'] : []),
    ],
    cwd: workspace.folder,
  };
}

/** Brings the dev container up. Its log goes to stderr; with `--quiet` only if it fails. @throws UserError when it does not come up */
export async function devcontainerUp(
  cli: DevcontainerCli,
  workspace: Workspace,
  engine: Engine,
  options: UpOptions,
): Promise<void> {
  const run = isQuiet() ? runUnheard : runAttached;
  const exitCode = await run(upCall(cli, workspace, engine, options));
  if (exitCode !== 0) {
    throw new UserError(
      'The dev container did not come up; the reason is above.',
      'devcontainer.json stays as it is now.',
    ).as('container-did-not-start');
  }
}
