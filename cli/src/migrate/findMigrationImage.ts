import type { Container } from '@claude-sessions/core/container/inspect.ts';
import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import type { Engine } from '../host/engine.ts';
import { runProcess } from '../host/runProcess.ts';
import { findImage, firstThere } from '../workspace/findImage.ts';
import type { Workspace } from '../workspace/workspace.ts';

interface Project {
  readonly workspace: Workspace;
  readonly document: DevcontainerDocument;
  readonly container?: Container;
}

/**
 * An image to copy with, which gets to see what is copied: the project's, or that of a container that has, or had, one of the
 * volumes and so has seen it already.
 */
export async function findMigrationImage(
  engine: Engine,
  volumes: readonly string[],
  project?: Project,
): Promise<string | undefined> {
  const own = project && (await findImage(engine, [project.container], project.workspace, project.document));
  if (own !== undefined) return own;
  for (const volume of volumes) {
    const args = ['ps', '--all', '--no-trunc', '--filter', `volume=${volume}`, '--format', '{{.Image}}'];
    const { stdout } = await runProcess({ command: engine.command, args, signal: engine.signal });
    const image = await firstThere(engine, stdout.split('\n').filter(Boolean));
    if (image !== undefined) return image;
  }
  return undefined;
}
