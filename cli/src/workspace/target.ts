import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DevcontainerDocument,
  documentSource,
  parseDocument,
} from '@claude-sessions/core/devcontainer/document.ts';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { ensureInside } from '../host/files.ts';
import { type ConfigRecord, readRecord } from './records.ts';
import {
  defaultConfig,
  openWorkspace,
  parseConfig,
  readConfig,
  readSource,
  sourceOf,
  type Workspace,
} from './workspace.ts';

/** A change of mode starts from this: a devcontainer.json, parsed once for all that follows. */
export interface Target {
  readonly workspace: Workspace;
  /** The devcontainer.json as it stands; null when there is none yet. */
  readonly current: DevcontainerDocument | null;
  /** It stands so in an editor, and not yet in the file. */
  readonly unsaved?: boolean;
  /** The mode is applied to this: `current`, or a new file; a personal configuration is made from the team's each time. */
  readonly start: DevcontainerDocument;
  readonly record: ConfigRecord | undefined;
  /** The team's file that a personal configuration is made of. */
  readonly team?: ConfigRecord['team'];
}

/** A new devcontainer.json, for a project that has none. */
const newConfig = '{\n  "image": "mcr.microsoft.com/devcontainers/base:debian"\n}\n';

/**
 * Opens a devcontainer.json.
 * @param text what an editor has of it, in the place of what is in the file
 * @throws UserError when it is missing, a link, or not valid
 */
export async function openTarget(folder: string, configFile: string, text?: string): Promise<Target> {
  await ensureInside(folder, configFile);
  const workspace = await openWorkspace(folder, configFile);
  const source = await sourceOf(configFile, text);
  const current = source === undefined ? await readConfig(configFile) : await parseConfig(configFile, source);
  const unsaved = text !== undefined;
  return {
    workspace,
    current,
    start: current,
    record: await readRecord(workspace),
    ...(unsaved && { unsaved }),
  };
}

/** Whether nobody has changed its file or the host's record since it was opened. */
export async function isAsOpened({ workspace, current, unsaved, record }: Target): Promise<boolean> {
  const [source, now] = await Promise.all([readSource(workspace.configFile), readRecord(workspace)]);
  const isSame = unsaved || (source ?? null) === (current && documentSource(current));
  return isSame && JSON.stringify(now) === JSON.stringify(record);
}

/** For a project that has no devcontainer.json yet. Writes nothing. */
export async function newTarget(folder: string, configFile = join(folder, defaultConfig)): Promise<Target> {
  const workspace = await openWorkspace(folder, configFile);
  await ensureInside(folder, workspace.configFile);
  return { workspace, current: null, start: parseDocument(newConfig), record: undefined };
}

/**
 * For `remove`, where devcontainer.json is gone and what was prepared for it was kept, since a container might have mounted it.
 * @returns undefined where nothing of that is there
 */
export async function leftTarget(
  folder: string,
  configFile = join(folder, defaultConfig),
): Promise<Target | undefined> {
  const workspace = await openWorkspace(folder, configFile);
  const link = join(workspace.preparedFolder, preparedNames.project);
  if (!(await lstat(link).catch(() => undefined))) return undefined;
  return { workspace, current: null, start: parseDocument('{}'), record: await readRecord(workspace) };
}
