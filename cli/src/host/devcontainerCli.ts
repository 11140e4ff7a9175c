import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Workspace } from '../workspace.ts';
import type { Engine } from './engine.ts';
import { type ProcessCall, runAttached } from './runProcess.ts';

export interface UpOptions {
  readonly recreate: boolean;
  /**
   * Whether the tools ask git which folder to mount. Git goes by a file that a running container can write at any moment, so
   * they shall not where the workspace folder is the answer: the flag says nothing else to them (`getWorkspaceConfiguration`).
   */
  readonly asksGit: boolean;
}

/** `devcontainer up` for a workspace, with the Dev Containers CLI that this package depends on. */
export function upCall(workspace: Workspace, engine: Engine, { recreate, asksGit }: UpOptions): ProcessCall {
  return {
    command: process.execPath,
    args: [
      devcontainerProgram(),
      'up',
      '--workspace-folder',
      workspace.folder,
      '--config',
      workspace.configFile,
      '--docker-path',
      engine.command,
      ...(asksGit ? [] : ['--mount-workspace-git-root', 'false']),
      ...(recreate ? ['--remove-existing-container'] : []),
    ],
    cwd: workspace.folder,
  };
}

/** Brings the dev container up. Its log goes to stderr. @throws UserError when it does not come up */
export async function devcontainerUp(
  workspace: Workspace,
  engine: Engine,
  options: UpOptions,
): Promise<void> {
  const exitCode = await runAttached(upCall(workspace, engine, options));
  if (exitCode !== 0) {
    throw new UserError(
      'The dev container did not come up; the reason is above.',
      'devcontainer.json stays as it is now.',
    );
  }
}

function devcontainerProgram(): string {
  const manifest = createRequire(import.meta.url).resolve('@devcontainers/cli/package.json');
  return join(dirname(manifest), 'devcontainer.js');
}
