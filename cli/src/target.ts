import type { Mode } from '@claude-sessions/core/share/options.ts';
import { askConfig, askYesNo } from './ask.ts';
import { UserError } from './errors.ts';
import { ensureInside } from './host/files.ts';
import type { ChangeOptions } from './options.ts';
import { openPersonal } from './personal.ts';
import { type ConfigRecord, readRecord } from './records.ts';
import {
  chooseConfig,
  defaultConfig,
  openWorkspace,
  readConfig,
  resolveFolder,
  type Workspace,
} from './workspace.ts';

/** What a change of mode starts from. */
export interface Target {
  readonly workspace: Workspace;
  /** The devcontainer.json as it stands; null when there is none yet. */
  readonly current: string | null;
  /** What a new file starts from; a personal configuration is made anew from it each time. */
  readonly template: string;
  readonly record: ConfigRecord | undefined;
  /** The team's file that a personal configuration is made of. */
  readonly team?: ConfigRecord['team'];
}

/** A new devcontainer.json, for a project that has none. */
const newConfig = '{\n  "image": "mcr.microsoft.com/devcontainers/base:debian"\n}\n';

/**
 * Finds the devcontainer.json that a command means.
 * @throws UserError when there is none and none is to be made
 */
export async function findTarget(
  folderName: string | undefined,
  options: ChangeOptions,
  mode: Mode,
): Promise<Target> {
  const folder = await resolveFolder(folderName);
  if (options.personal && mode === 'none') return openPersonal(folder, undefined, mode);
  const chosen = await chooseConfig(folder, options.config, askConfig);
  if (options.personal) return openPersonal(folder, chosen, mode);
  if (chosen === undefined) return newTarget(folder, options, mode);
  await ensureInside(folder, chosen);
  const workspace = await openWorkspace(folder, chosen);
  const { source } = await readConfig(chosen);
  return { workspace, current: source, template: '{}\n', record: await readRecord(workspace) };
}

async function newTarget(folder: string, options: ChangeOptions, mode: Mode): Promise<Target> {
  const missing = new UserError(
    `${folder} has no devcontainer.json.`,
    mode === 'none'
      ? undefined
      : `Add --create to make ${defaultConfig} with a plain Debian image, or write your own first.`,
  );
  if (mode === 'none') throw missing;
  const create =
    options.create || (await askYesNo(`There is no devcontainer.json. Create ${defaultConfig}?`, false));
  if (!create) throw missing;
  const workspace = await openWorkspace(folder, `${folder}/${defaultConfig}`);
  await ensureInside(folder, workspace.configFile);
  return { workspace, current: null, template: newConfig, record: undefined };
}
