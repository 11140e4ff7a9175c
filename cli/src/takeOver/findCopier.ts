import { basename } from 'node:path';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { type Copier, copierFor, type Failed } from '../host/copyState.ts';
import type { Engine } from '../host/engine.ts';
import { runProcess } from '../host/runProcess.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Former } from './formerStores.ts';

/**
 * Finds an image that the engine has, to copy with: the dev container's own, the one that devcontainer.json names, or one that
 * the Dev Containers tools built for this folder. None is ever fetched.
 */
export async function findCopier(
  workspace: Workspace,
  document: DevcontainerDocument,
  { container, known }: Former,
  engine: Engine,
): Promise<Copier | Failed> {
  if (!known) return { why: `no engine answers (${engine.command})` };
  const named = toObject(documentValue(document)).image;
  const candidates = [
    ...(container?.image ? [container.image] : []),
    ...(typeof named === 'string' && /^[\w][\w./:@-]*$/.test(named) ? [named] : []),
    ...(await builtImages(workspace, engine)),
  ];
  for (const image of candidates) {
    const { exitCode } = await runProcess({ command: engine.command, args: ['image', 'inspect', image] });
    if (exitCode === 0) return copierFor(engine, image, workspace.devcontainerId);
  }
  return { why: 'there is no image yet to copy with: start the dev container once' };
}

/** The tools call what they build `vsc-<folder>-<hash>`. */
async function builtImages({ folder }: Workspace, { command }: Engine): Promise<string[]> {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9_.-]/g, '');
  if (name === '') return [];
  const args = ['image', 'ls', '--quiet', '--no-trunc', '--filter', `reference=vsc-${name}-*`];
  const { exitCode, stdout } = await runProcess({ command, args });
  return exitCode === 0 ? stdout.split(/\s+/).filter(Boolean) : [];
}
