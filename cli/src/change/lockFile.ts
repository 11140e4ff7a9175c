import { basename } from 'node:path';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { lockFileName, lockWithoutOurs } from '@claude-sessions/core/share/lockFile.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { type FileChange, tryReadOwnText } from '../host/files.ts';
import type { ConfigRecord } from '../workspace/records.ts';
import type { Target } from '../workspace/target.ts';
import { besideConfig, type Workspace } from '../workspace/workspace.ts';

const lockPath = (workspace: Workspace) =>
  besideConfig(workspace, lockFileName(basename(workspace.configFile)));

/**
 * The lock file to be remembered with the original: null when there is none. Undefined when it cannot be told, since ours
 * was built before anything was recorded.
 */
export async function lockToRemember({ workspace, current, record }: Target): Promise<ConfigRecord['lock']> {
  if (record) return record.lock;
  if (current && readConfigured(current).anyOfOurs) return undefined;
  return (await tryReadOwnText(lockPath(workspace))) ?? null;
}

/**
 * The lock file that the tools wrote beside devcontainer.json, without the Features that `remove` takes out.
 * @param after devcontainer.json as it is to be; null when it is deleted
 */
export async function lockChanges(
  { workspace, current, record }: Pick<Target, 'workspace' | 'current' | 'record'>,
  after: DevcontainerDocument | null,
  collections: readonly string[],
): Promise<FileChange[]> {
  const path = lockPath(workspace);
  const lock = await tryReadOwnText(path);
  if (lock === undefined) return [];
  const stay = featuresOf(after);
  const before = record?.lock;
  // Of a file that goes as a whole, what was locked for it goes, too.
  if (after === null && before === null) return [{ path, before: lock, after: null }];
  const takenOut = after === null ? [] : featuresOf(current).filter((reference) => !stay.includes(reference));
  return [{ path, before: lock, after: lockWithoutOurs({ lock, takenOut, stay, collections, before }) }];
}

function featuresOf(document: DevcontainerDocument | null): string[] {
  return document ? Object.keys(toObject(toObject(documentValue(document)).features)) : [];
}
