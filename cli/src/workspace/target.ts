import { join } from 'node:path';
import type { Mode } from '@claude-sessions/core/share/options.ts';
import { UserError } from '../host/errors.ts';
import { ensureInside } from '../host/files.ts';
import { type ConfigRecord, readRecord } from './records.ts';
import {
  defaultConfig,
  openWorkspace,
  parseConfig,
  readConfig,
  sourceOf,
  type Workspace,
} from './workspace.ts';

/** What a change of mode starts from. */
export interface Target {
  readonly workspace: Workspace;
  /** The devcontainer.json as it stands; null when there is none yet. */
  readonly current: string | null;
  /** It stands so in an editor, and not yet in the file. */
  readonly unsaved?: boolean;
  /** What a new file starts from; a personal configuration is made anew from it each time. */
  readonly template: string;
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
  const current = (await sourceOf(configFile, text)) ?? (await readConfig(configFile)).source;
  await parseConfig(configFile, current);
  const unsaved = text !== undefined;
  return {
    workspace,
    current,
    template: '{}\n',
    record: await readRecord(workspace),
    ...(unsaved && { unsaved }),
  };
}

/** Where there is no devcontainer.json yet. */
export async function newTarget(folder: string, configFile = join(folder, defaultConfig)): Promise<Target> {
  const workspace = await openWorkspace(folder, configFile);
  await ensureInside(folder, workspace.configFile);
  return { workspace, current: null, template: newConfig, record: undefined };
}

/** Says that there is none. */
export function noConfig(folder: string, mode: Mode): UserError {
  return new UserError(
    `${folder} has no devcontainer.json.`,
    mode === 'none'
      ? undefined
      : `Add --create to make ${defaultConfig} with a plain Debian image, or write your own first.`,
  );
}
