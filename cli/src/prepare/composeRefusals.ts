import { dirname, join } from 'node:path';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { composeFilesOf, isServiceName } from '@claude-sessions/core/share/compose.ts';
import type { Login } from '@claude-sessions/core/share/login.ts';
import type { Mode } from '@claude-sessions/core/share/options.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { UserError } from '../host/errors.ts';
import { readTextIfAny } from '../host/files.ts';
import { defaultComposeFiles } from '../workspace/composeFiles.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * Refuses what cannot be done under Docker Compose without harm, where a mode with its login takes a Compose file of ours.
 * @throws UserError
 */
export async function refuseCompose(
  workspace: Workspace,
  document: DevcontainerDocument,
  mode: Mode,
  login: Login,
): Promise<void> {
  if (mode === 'none' || (mode === 'isolate' && (login === 'own' || login === 'token'))) return;
  const { dockerComposeFile, service } = toObject(documentValue(document));
  if (dockerComposeFile === undefined) return;
  if (mode === 'isolate' && login === 'host-readonly') refuseHostLogin(workspace);
  if (mode === 'share') refuseService(workspace, service);
  if (composeFilesOf(dockerComposeFile).length === 0) await refuseLostVariables(workspace);
}

/** Ours is the file with mounts that stay read-only, and only what is shared has one. */
function refuseHostLogin({ configFile }: Workspace): never {
  throw new UserError(
    `${configFile} uses Docker Compose, where --login host-readonly takes the Compose file that \`share\` writes.`,
    'Share the project, or choose another login; nothing was changed.',
  );
}

/** The mounts are written for one service of the Compose files, by its name. */
function refuseService({ configFile }: Workspace, service: unknown): void {
  if (isServiceName(service)) return;
  const what =
    service === undefined
      ? 'has no "service"'
      : `its "service" is ${JSON.stringify(service)}, which Compose does not allow`;
  throw new UserError(
    `${configFile} uses Docker Compose, and ${what}.`,
    'Name in "service" the service of the Compose files that is the dev container; nothing was changed.',
  );
}

/**
 * Where no Compose file is named, the tools have Compose read `.env` of the workspace folder; where some are, Compose
 * reads the one beside the first. (Measured: @devcontainers/cli 0.89, Compose 2.26.)
 */
async function refuseLostVariables({ folder, configFile }: Workspace): Promise<void> {
  const [first = folder] = await defaultComposeFiles(folder, process.env);
  const environment = (await readTextIfAny(join(folder, '.env'))) ?? '';
  // Those two the tools read by themselves, in either case.
  const others = /^[ \t]*(?:export[ \t]+)?(?!COMPOSE_(?:FILE|PROJECT_NAME)[ \t]*[=:])[\w.-]+[ \t]*[=:]/m.test(
    environment,
  );
  if (dirname(first) === folder || !others) return;
  throw new UserError(
    `${configFile} names no Compose file, so that Compose takes variables from ${join(folder, '.env')}; with our file in the list it would take them from ${dirname(first)}.`,
    'Put them in a .env there, and name your files in "dockerComposeFile"; nothing was changed.',
  );
}
