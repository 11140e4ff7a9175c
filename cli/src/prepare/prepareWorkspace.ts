import { dirname } from 'node:path';
import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { isWithin, plainPath } from '@claude-sessions/core/mounts/claudeSource.ts';
import { PrepareRefusal, refusals, startAgain } from '@claude-sessions/core/prepare/refusal.ts';
import { type ComposeShare, isServiceName } from '@claude-sessions/core/share/compose.ts';
import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { UserError } from '../host/errors.ts';
import { rememberIdentity } from '../workspace/projectIdentity.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { hostLoginFolder, keepHostLogin } from './hostLogin.ts';
import { checkHost, type PrepareOptions, type PrepareResult, prepareHost } from './prepareHost.ts';

export type { PrepareResult };

/** The devcontainer.json that the host is prepared for. */
interface PrepareFor {
  /** As it is to be; an empty one asks for what every shared dev container needs. */
  readonly document: DevcontainerDocument;
  /** As it is in the file, where that is another and was read. */
  readonly present?: DevcontainerDocument | undefined;
  readonly collection: string;
  /** What it is set to where that is not `share`: an isolated one mounts the host's login at most. */
  readonly mode?: Mode | undefined;
}

/**
 * Makes on the host what this dev container's mounts need. May run at any time, also twice at once: it overwrites
 * nothing of the user's, and replaces files of ours by renaming.
 *
 * 1. Before the project is shared for the first time, `verify/baseline.ts` reads what the host's own Claude Code has
 *    recorded, for `verify` to compare with later. It is written down at the very end, when the host is prepared.
 * 2. `checkHost` (`prepareHost.ts`, `prepareCompose.ts`) refuses whatever has to be refused, before anything is made.
 *    `share` asks the same before it writes (`ensurePreparable`).
 * 3. Folders: those of the profile, the project's own and its `memory/`, with a `.keep` in it, since Claude Code
 *    sweeps empty ones away; and `files/` for the copies.
 * 4. The link `project` in the prepared folder, to the project's folder, or for review the mirror in its place (`makeProject.ts`),
 *    and the file `workspace` with the path of the workspace. A link that leads elsewhere is never changed.
 * 5. The copies in `files/`, and after them `settings.cksum`: as long as it fits settings.json, the scripts leave our copy
 *    alone, which holds more than theirs.
 * 6. Under Docker Compose, our Compose file in a folder beside devcontainer.json (`prepareCompose.ts`).
 * 7. By what the folder is known again once it was renamed or moved (`workspace/projectIdentity.ts`).
 *
 * Called by `share` (`change/carryOut.ts`), `prepare`, `doctor --fix` (`doctor/fix.ts`), and by the extension through
 * `api/prepareProject.ts`. Before every start the scripts of `core/assets/` do steps 2 to 6 without us. The rules that
 * both follow are in `core/src/prepare/`; its `layout.ts` is the place to begin.
 * @throws UserError when something is in the way; nothing is changed then, unless making it failed halfway
 */
export async function prepareWorkspace(
  workspace: Workspace,
  { document, present = document, collection, mode }: PrepareFor,
): Promise<PrepareResult> {
  if (mode === 'isolate') return await prepareLogin(workspace).catch(asUserError);
  // What is in the way of looking must not be in the way of preparing.
  const { takeBaseline } = await import('../verify/baseline.ts');
  const recordBaseline = await takeBaseline(workspace, process.env, collection, present).catch(
    () => undefined,
  );
  const { compose, options } = readConfigured(document);
  const result = await prepareHost(optionsOf(workspace, options, compose)).catch(asUserError);
  await recordBaseline?.();
  await rememberIdentity(workspace);
  return result;
}

/** For an isolated dev container, that has the login of this host and nothing else. */
async function prepareLogin({ home, realFolder }: Workspace): Promise<PrepareResult> {
  const folder = hostLoginFolder(home);
  if (isWithin(plainPath(folder), plainPath(realFolder))) throw refusals.workspaceTooWide(realFolder, folder);
  const done = { made: [], refreshed: [] };
  await keepHostLogin(home, process.env, done);
  const none = { leftOut: [], leftOutFiles: [], leftOutImports: [] };
  return { ...done, ...none, projectFolder: folder, preparedFolder: folder };
}

/**
 * To be asked before anything is planned or anybody is asked.
 * @param document the devcontainer.json that is to be shared, as it is before that
 * @throws UserError when this host may not be prepared for it, in the words of *prepare*
 */
export async function ensurePreparable(
  workspace: Workspace,
  document: DevcontainerDocument,
  options: ShareOptions,
): Promise<void> {
  const { usesCompose, service } = readConfigured(document);
  const compose = usesCompose && isServiceName(service) ? { service, options } : undefined;
  await checkHost(optionsOf(workspace, options, compose)).catch(asUserError);
}

function optionsOf(
  workspace: Workspace,
  { review, login }: Pick<ShareOptions, 'review' | 'login'>,
  compose: ComposeShare | undefined,
): PrepareOptions {
  return {
    home: workspace.home,
    configDir: process.env.CLAUDE_CONFIG_DIR,
    workspaceFolder: workspace.folder,
    devcontainerId: workspace.devcontainerId,
    platform: process.platform,
    review,
    login: login === 'host-readonly',
    compose: compose && { ...compose, beside: dirname(workspace.configFile) },
  };
}

/** The script speaks at a start of the dev container, a command at any time. */
function asUserError(error: unknown): never {
  if (error instanceof PrepareRefusal) {
    throw new UserError(error.message, error.hint.replace(startAgain, 'try again.'));
  }
  throw error;
}
