import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { type Copier, copierFor, type Failed } from '../host/copyState.ts';
import type { Engine } from '../host/engine.ts';
import { findImage } from '../workspace/findImage.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Former } from './formerStores.ts';

/** What copies: the engine, with an image of this project that it has. */
export async function findCopier(
  workspace: Workspace,
  document: DevcontainerDocument,
  { container, known }: Former,
  engine: Engine,
): Promise<Copier | Failed> {
  if (!known) return { why: `no engine answers (${engine.command})` };
  const image = await findImage(engine, [container], workspace, document);
  if (image !== undefined) return copierFor(engine, image, workspace.devcontainerId);
  return { why: 'there is no image yet to copy with: start the dev container once' };
}
