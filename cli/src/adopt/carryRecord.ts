import { isAbsolute, join, relative } from 'node:path';
import { type ConfigRecord, readRecord, writeRecord } from '../workspace/records.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Former } from './former.ts';

/**
 * Takes over what the host remembers of devcontainer.json: its original, the mode and options that were chosen.
 * @returns false when there is none, or the new place has one of its own, which stays
 */
export async function carryRecord(workspace: Workspace, former: Former): Promise<boolean> {
  const { record, folder } = former;
  if (!record || (await readRecord(workspace))) return false;
  const moved = (path: string) => {
    const below = relative(folder, path);
    return below.startsWith('..') || isAbsolute(below) ? path : join(workspace.folder, below);
  };
  const { team, excluded, ...rest } = record;
  const carried: ConfigRecord = {
    ...rest,
    configFile: workspace.configFile,
    ...(team && { team: { ...team, path: moved(team.path) } }),
    ...(excluded && { excluded: { ...excluded, path: moved(excluded.path) } }),
  };
  await writeRecord(workspace, carried);
  return true;
}
