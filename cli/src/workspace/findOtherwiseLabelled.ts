import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { folderLabel, whyNotOwn } from '@claude-sessions/core/container/ownContainer.ts';
import { containerConfigDir } from '@claude-sessions/core/containerPaths.ts';
import { type Engine, listContainersWithMount } from '../host/engine.ts';
import type { Workspace } from './workspace.ts';

/**
 * Containers that are a project's by what they mount (its folder, and something at Claude's place) and do not have the labels
 * of the Dev Containers tools: another tool started them with its own.
 */
export async function findOtherwiseLabelled(
  engine: Engine,
  { folder, realFolder }: Pick<Workspace, 'folder' | 'realFolder'>,
): Promise<Container[]> {
  const listed = await listContainersWithMount(engine, containerConfigDir);
  if ('reason' in listed) return [];
  return listed
    .filter(({ container: { labels } }) => !(folderLabel in labels))
    .filter(
      ({ container, imageLabels }) => whyNotOwn(container, imageLabels, [folder, realFolder]) === undefined,
    )
    .map(({ container }) => container);
}
