import type { Chosen } from '@claude-sessions/core/share/options.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { type ApprovalOptions, ensureApproved } from '../approval/ensureApproved.ts';
import { engineFrom } from '../settings/setting.ts';
import { note } from '../terminal/output.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { ensureComposeMounts, findComposeContainer } from './composeUp.ts';
import { devcontainerUp, findDevcontainerCli } from './devcontainerCli.ts';
import { keepSessions } from './keepSessions.ts';
import { type StartedAs, usableContainer } from './usableContainer.ts';

export interface StartOptions extends ApprovalOptions {
  readonly dockerPath?: string | undefined;
  /** The Dev Containers CLI, where it is another than the one installed with this package. */
  readonly devcontainerPath?: string | undefined;
  /** Replaces a container that was created before. */
  readonly recreate?: boolean | undefined;
  /** With the debug log of the Dev Containers CLI. */
  readonly verbose?: boolean | undefined;
}

/**
 * Brings the dev container up as configured. A container that was created before has its mounts for good: it is only
 * replaced when that was asked for, since what it holds outside of mounts is lost.
 *
 * 1. The Dev Containers CLI is found (`devcontainerCli.ts`), and the engine asked for this project's container
 *    (`usableContainer.ts`).
 * 2. Refused: an engine that does not answer; a container that only carries this project's labels, as the tools would
 *    take it for this project's; one whose mounts are not as configured, unless it is to be replaced.
 * 3. `approval/ensureApproved.ts` has the user approve what in the dev container's files acts on the host. It comes
 *    after the other refusals, so that little time is left to change the files between the look and the start.
 * 4. Before a container is replaced, `keepSessions.ts` copies out the conversations that would be lost with it, and keeps it
 *    paused until the tools are done.
 * 5. The tools bring it up (`devcontainerUp`). They run `initializeCommand`, and with it our prepare script.
 * 6. Under Docker Compose, `composeUp.ts` looks at what came up: the tools may have taken another container for this one.
 *
 * @param chosen what the user asked for by this very command, which is not asked about again
 * @throws UserError when there is such a container, or one that only claims to be this project's, or it is not approved,
 *   or does not come up
 */
export async function bringUp(
  workspace: Workspace,
  configured: StartedAs,
  options: StartOptions,
  chosen?: Chosen,
): Promise<void> {
  const { mode, options: shareOptions, document } = configured;
  const cli = await findDevcontainerCli(options.devcontainerPath, process.env);
  const engine = engineFrom(options.dockerPath, process.env);
  const found = await usableContainer(workspace, engine, configured, {
    recreate: options.recreate ?? false,
    hint: 'then run this again. devcontainer.json is already as it should be.',
  });
  const { asksGit } = await ensureApproved(workspace, options, { chosen, document });
  note('Bringing the dev container up …');
  const { usesCompose } = readConfigured(document);
  const recreate = options.recreate ?? false;
  const old =
    found ?? (usesCompose && recreate ? await findComposeContainer(workspace, engine, document) : undefined);
  const release = old && recreate ? await keepSessions(workspace, engine, old, document) : undefined;
  try {
    // Under Compose the tools remove whatever has the project's name and the service's: where nothing there is this
    // folder's, it is another folder's.
    const replaces = recreate && (!usesCompose || old !== undefined);
    await devcontainerUp(cli, workspace, engine, { recreate: replaces, asksGit, verbose: options.verbose });
  } finally {
    await release?.();
  }
  if (usesCompose) {
    await ensureComposeMounts(workspace, engine, { mode, options: shareOptions, document, recreate });
  }
}
