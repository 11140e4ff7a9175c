import { join } from 'node:path';
import { UserError } from '../host/errors.ts';
import { openPersonal } from '../workspace/personal.ts';
import { readRecord } from '../workspace/records.ts';
import { newTarget, openTarget, type Target } from '../workspace/target.ts';
import {
  defaultConfig,
  openWorkspace,
  personalConfig,
  readSource,
  resolveFolder,
  teamConfigs,
} from '../workspace/workspace.ts';
import type { ModeRequest } from './types.ts';

/** What a change starts from, and whether it is the personal configuration. */
export interface EditorTarget {
  readonly target: Target;
  readonly personal: boolean;
}

/**
 * Finds what an editor means. Nobody is asked, and nothing guessed.
 * @throws UserError when there is none and none is to be made, or there are several and none was named
 */
export async function findEditorTarget(
  folderName: string,
  configFile: string | undefined,
  { mode, text, create, personal }: Pick<ModeRequest, 'mode' | 'text' | 'create' | 'personal'>,
): Promise<EditorTarget> {
  const folder = await resolveFolder(folderName);
  const ofPersonal = join(folder, personalConfig);
  if (personal || configFile === ofPersonal) {
    const team = configFile === ofPersonal ? undefined : configFile;
    if (mode === 'none') return { target: await openPersonal(folder, undefined, mode), personal: true };
    const file = team ?? (await recordedTeam(folder, ofPersonal)) ?? (await onlyConfig(folder));
    const target = await openPersonal(folder, file, mode, team === undefined ? undefined : text);
    return { target, personal: true };
  }
  const file = configFile ?? (await onlyConfig(folder));
  const isThere = file !== undefined && (text !== undefined || (await readSource(file)) !== undefined);
  if (file !== undefined && isThere) return { target: await openTarget(folder, file, text), personal: false };
  if (mode === 'none' || !create) {
    throw new UserError(
      `${file ?? folder} ${file === undefined ? 'has no devcontainer.json' : 'does not exist'}.`,
      mode === 'none' ? 'There is nothing to take out.' : `Have ${defaultConfig} made, or write your own.`,
    );
  }
  return { target: await newTarget(folder, file), personal: false };
}

/** The team's file that the personal configuration was made of. */
async function recordedTeam(folder: string, ofPersonal: string): Promise<string | undefined> {
  return (await readRecord(await openWorkspace(folder, ofPersonal)))?.team?.path;
}

async function onlyConfig(folder: string): Promise<string | undefined> {
  const configs = await teamConfigs(folder);
  const [first] = configs;
  if (configs.length > 1) {
    throw new UserError(
      `There are ${configs.length} configurations: ${configs.join(', ')}.`,
      'Say which one is meant.',
    );
  }
  return first === undefined ? undefined : join(folder, first);
}
