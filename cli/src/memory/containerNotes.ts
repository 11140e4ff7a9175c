import { containerConfigDir, containerMemory } from '@claude-sessions/core/containerPaths.ts';
import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { type FolderContents, readFolder } from '../host/readFolder.ts';
import { withVolume } from '../host/withVolume.ts';
import { type ContainerLookup, findContainer } from '../workspace/findContainer.ts';
import { findImage } from '../workspace/findImage.ts';
import { findVolumes } from '../workspace/findVolumes.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Claude Code sends 25 kB of an index; a note is a fact. */
const limits = {
  maxFile: 64 * 1024,
  maxBytes: 64 * 1024 * 1024,
  maxEntries: 500,
  timeoutMs: 60_000,
};

/**
 * Reads what a dev container's own memory holds: of its container, running or not, or of its volume alone.
 * @param known its container, where that was looked up before
 * @returns undefined where there is none
 * @throws UserError when it cannot be read, or holds too much
 */
export async function readContainerNotes(
  workspace: Workspace,
  document: DevcontainerDocument,
  engine: Engine,
  known?: ContainerLookup,
): Promise<FolderContents | undefined> {
  const lookup = known ?? (await findContainer(engine, workspace));
  if (lookup.kind === 'unreachable') throw unreachable(engine, lookup.reason);
  if (lookup.kind === 'found') return readFolder(engine, lookup.container.id, containerMemory, limits);
  const volumes = await findVolumes(engine, `claude-code-config-${workspace.devcontainerId}`);
  if (!volumes) throw unreachable(engine, 'it did not list its volumes');
  const [volume] = volumes;
  if (volume === undefined) return undefined;
  const image = await findImage(engine, [], workspace, document);
  if (image === undefined) {
    throw new UserError(
      `The volume ${volume} can only be read with the image of the dev container, which is not there.`,
      'Start the dev container once, then run this again.',
    );
  }
  const at = containerMemory.slice(containerConfigDir.length);
  return withVolume(engine, { volume, image, id: workspace.devcontainerId }, (container, folder) =>
    readFolder(engine, container, `${folder}${at}`, limits),
  );
}

function unreachable({ command }: Engine, reason: string): UserError {
  return new UserError(
    `The container engine (${command}) does not answer: ${reason}.`,
    'Start it, or name another with --docker-path.',
  ).as('engine-unreachable');
}
