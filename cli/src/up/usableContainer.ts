import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { hasDrifted } from '@claude-sessions/core/container/mountDrift.ts';
import { startedBefore } from '@claude-sessions/core/container/startedBefore.ts';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { isWithin, plainPath } from '@claude-sessions/core/mounts/claudeSource.ts';
import { configuredMounts } from '@claude-sessions/core/mounts/configuredMounts.ts';
import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import { driftOf, driftPhrases } from '../facts/drift.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { findContainer } from '../workspace/findContainer.ts';
import { formSince } from '../workspace/preparedProject.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What a dev container is to be. */
export interface StartedAs {
  readonly mode: Mode;
  readonly options: ShareOptions;
  /** The devcontainer.json as it is now. */
  readonly document: DevcontainerDocument;
}

/**
 * The project's container that is there, running or not, if it may be used as it is.
 * @param recreate it is to be replaced, so its mounts do not matter
 * @param hint what to do when the engine does not answer
 * @returns undefined when there is none
 * @throws UserError when the engine does not answer; when a container only claims to be this project's, as the Dev Containers
 *   tools would take it for that; when its mounts are not as configured
 */
export async function usableContainer(
  workspace: Workspace,
  engine: Engine,
  configured: StartedAs,
  { recreate, hint }: { recreate: boolean; hint: string },
): Promise<Container | undefined> {
  const lookup = await findContainer(engine, workspace);
  if (lookup.kind === 'unreachable') {
    throw new UserError(
      `The container engine "${engine.command}" does not answer: ${lookup.reason}`,
      `Start it, or name another with --docker-path; ${hint}`,
    ).as('engine-unreachable');
  }
  const [impostor] = lookup.impostors;
  if (impostor) {
    throw new UserError(
      `The container ${impostor.name} carries this project's labels but is not this project's (${impostor.why}); the Dev Containers tools would take it for yours.`,
      `Look where it comes from, and remove it (\`${engine.command} rm --force ${impostor.name}\`); then run this again.`,
    );
  }
  if (lookup.kind === 'none') return undefined;
  if (!recreate) refuseDrift(workspace, lookup.container, configured);
  if (!recreate && startedBefore(lookup.container, await formSince(workspace.preparedFolder)))
    refuseFormer(lookup.container, engine);
  return lookup.container;
}

/** A container has the mounts that it was created with, for good. */
function refuseDrift(
  workspace: Workspace,
  container: Container,
  { mode, options, document }: StartedAs,
): void {
  const config = documentValue(document);
  const found = driftOf(workspace, container, { mode, options, config });
  // What is still asked for comes again with a new container, and is warned of elsewhere.
  const asked = new Set(configuredMounts(config).map(({ mount }) => mount.target));
  const isLeft = (mount: { source: string; target: string }) =>
    !asked.has(mount.target) && !isWithin(plainPath(workspace.realFolder), plainPath(mount.source));
  const drift = { ...found, notOurs: found.notOurs.filter(isLeft) };
  if (!hasDrifted(drift) && drift.notOurs.length === 0) return;
  throw new UserError(
    `The container ${container.name} was created before this change, and its mounts cannot change (${driftPhrases(drift).join(', ')}).`,
    'Add --recreate to replace it. What it holds outside of its mounts and volumes is lost, but for conversations, which are kept on this host.',
  ).as('container-not-as-configured');
}

/** What is mounted at a path is what was there when it started. */
function refuseFormer({ name }: Container, { command }: Engine): never {
  throw new UserError(
    `The container ${name} was started before review was turned on or off, and still has the conversations that it had then.`,
    `Stop it (\`${command} stop ${name}\`) and run this again, or add --recreate to replace it.`,
  ).as('container-not-as-configured');
}
