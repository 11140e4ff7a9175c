import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import type { Engine } from '../host/engine.ts';
import type { ContainerLookup } from '../workspace/findContainer.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { planPull } from './pullNotes.ts';

/**
 * How many notes of a container's own memory wait for `memory pull`, the index counted where it alone does; undefined where that is not known. A container is asked that is
 * there, running or not: to read a volume alone takes one that would have to be made.
 */
export async function waitingNotes(
  workspace: Workspace,
  document: DevcontainerDocument,
  engine: Engine,
  { lookup, collection }: { lookup: ContainerLookup; collection: string },
): Promise<number | undefined> {
  if (lookup.kind !== 'found') return undefined;
  const plan = planPull(workspace, document, engine, { all: false, collection, lookup });
  return plan.then(
    ({ offers }) => offers.filter(({ lines }) => !lines).length || offers.length,
    () => undefined,
  );
}
