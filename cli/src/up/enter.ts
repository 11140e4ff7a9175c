import { ensureApproved } from '../approval/ensureApproved.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { runInTerminal } from '../host/runProcess.ts';
import { engineFrom } from '../settings/setting.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { bringUp, type StartOptions } from './bringUp.ts';
import { execCall, findDevcontainerCli } from './devcontainerCli.ts';
import { type StartedAs, usableContainer } from './usableContainer.ts';

/**
 * Runs a command in the project's dev container, on this terminal, in the workspace folder and as its remote user. A container
 * that is missing or stopped is brought up first. One that runs is taken as it is; its files are approved all the same, since
 * the tools read them again, and the variables of this host that they name go inside.
 * @returns the command's exit code
 * @throws UserError as `bringUp`, or when the container runs and its mounts are not as configured
 */
export async function enter(
  workspace: Workspace,
  configured: StartedAs,
  command: readonly string[],
  options: StartOptions,
): Promise<number> {
  const cli = await findDevcontainerCli(options.devcontainerPath, process.env);
  const engine = engineFrom(options.dockerPath, process.env);
  const isUp = !options.recreate && (await isRunning(workspace, engine, configured));
  if (isUp) await ensureApproved(workspace, options, { document: configured.document });
  else await bringUp(workspace, configured, options);
  const exitCode = await runInTerminal(execCall(cli, workspace, engine, command));
  if (exitCode === undefined) {
    throw new UserError('The command in the dev container was ended by a signal.', 'Run this again.');
  }
  return exitCode;
}

async function isRunning(workspace: Workspace, engine: Engine, configured: StartedAs): Promise<boolean> {
  const hint = 'then run this again.';
  const container = await usableContainer(workspace, engine, configured, { recreate: false, hint });
  return container?.running ?? false;
}
