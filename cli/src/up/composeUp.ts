import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { hasDrifted } from '@claude-sessions/core/container/mountDrift.ts';
import { folderLabel } from '@claude-sessions/core/container/ownContainer.ts';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { driftOf, driftPhrases } from '../facts/drift.ts';
import { type Engine, listContainers } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { typedHere } from '../workspace/commandWords.ts';
import { findContainer } from '../workspace/findContainer.ts';
import type { Workspace } from '../workspace/workspace.ts';

interface ComposeUp {
  readonly mode: Mode;
  readonly options: ShareOptions;
  readonly document: DevcontainerDocument;
  readonly recreate: boolean;
}

const again = 'Add --recreate to replace it. What it holds outside of its mounts and volumes is lost.';

/**
 * Makes sure that what came up under Docker Compose is this project's dev container, with its mounts. The tools know it by
 * the names of the Compose project and the service alone, and take what is there as it is: the container of another folder
 * of the same name, or one that a plain `docker compose up` made, without our mounts. (Read: @devcontainers/cli 0.89.)
 * @throws UserError
 */
export async function ensureComposeMounts(
  workspace: Workspace,
  engine: Engine,
  up: ComposeUp,
): Promise<void> {
  const lookup = await findContainer(engine, workspace);
  if (lookup.kind === 'unreachable') return;
  if (lookup.kind === 'found') {
    const drift = driftOf(workspace, lookup.container, {
      ...{ mode: up.mode, options: up.options },
      config: documentValue(up.document),
    });
    if (!hasDrifted(drift)) return;
    throw new UserError(
      `The container ${lookup.container.name} came up without the mounts it should have (${driftPhrases(drift).join(', ')}).`,
      up.recreate ? `${await typedHere(workspace, 'doctor')} says what is in the way.` : again,
    );
  }
  const other = await findComposeContainer(workspace, engine, up.document);
  if (other) {
    const maker =
      other.labels[folderLabel] === undefined
        ? 'Docker Compose made without the Dev Containers tools'
        : 'another devcontainer.json of this folder made';
    throw new UserError(
      `What came up is the container ${other.name}, which ${maker}: it lacks its mounts.`,
      again,
    );
  }
  throw new UserError(
    "What came up is the container of another folder, whose Compose project has the same name: it has that one's mounts.",
    `Give this one a name of its own (\`COMPOSE_PROJECT_NAME=…\` in ${workspace.folder}/.env, or \`name:\` in a Compose file); then run this again.`,
  );
}

/**
 * The container that the tools will take for this dev container though it bears other labels: made from Compose files of
 * this folder by a plain `docker compose up`, or by another devcontainer.json of this folder.
 */
export async function findComposeContainer(
  { folder, realFolder }: Workspace,
  engine: Engine,
  document: DevcontainerDocument,
): Promise<Container | undefined> {
  const { service } = toObject(documentValue(document));
  const listed = await listContainers(engine, [`com.docker.compose.service=${service}`]);
  if ('reason' in listed) return undefined;
  const folders = [folder, realFolder];
  const isHere = (file: string) => folders.some((each) => file.startsWith(`${each}/`));
  return listed
    .map(({ container }) => container)
    .find(({ labels }) => {
      const made = labels[folderLabel];
      if (made !== undefined) return folders.includes(made);
      return (labels['com.docker.compose.project.config_files'] ?? '').split(',').some(isHere);
    });
}
