import { join } from 'node:path';
import { walkFolders, walkLimits } from '../host/walkFolders.ts';
import { allConfigs } from './workspace.ts';

export const limits = { ...walkLimits, found: 10 };

/**
 * The folders below a folder that have a devcontainer.json, nearest first; below such a folder nothing is looked for
 * (`walkFolders` says what else is left out).
 * @returns relative to the folder, with `/`; at most ten
 */
export async function configsBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  await walkFolders(folder, limits, async (path) => {
    if ((await allConfigs(join(folder, path))).length === 0) return 'enter';
    return found.push(path) >= limits.found ? 'stop' : 'skip';
  });
  return found;
}
