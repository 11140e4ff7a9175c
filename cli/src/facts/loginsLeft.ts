import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { documentValue, parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { isWithin, plainPath } from '@claude-sessions/core/mounts/claudeSource.ts';
import { formerStores } from '@claude-sessions/core/share/formerStores.ts';
import { realPathOf } from '../host/realPath.ts';
import { readContainerSettings } from '../workspace/containerSettings.ts';
import type { ConfigRecord } from '../workspace/records.ts';
import { insideWorkspace, type Workspace } from '../workspace/workspace.ts';
import { formerFolders } from './formerFolders.ts';

/** Nothing else of a devcontainer.json mounts a folder; most are not parsed again for this. */
const mounting = /"(mounts|runArgs|dockerComposeFile)"/;

/**
 * Logins in folders of the project in which the dev container kept Claude's state before our first command: they outlive the
 * mount. That a file is there is all that is looked at.
 * @returns paths relative to the project's folder, with `/`
 */
export async function loginsLeft(workspace: Workspace, record: ConfigRecord | undefined): Promise<string[]> {
  const source = record?.team?.source ?? record?.original ?? '';
  if (!mounting.test(source)) return [];
  const before = parseDocument(source);
  const settings = await readContainerSettings(workspace, before);
  const folders = await formerFolders(workspace, formerStores(documentValue(before), settings));
  const looks = folders.map(async ({ path }) => {
    // A container may have put a link there.
    if (!isWithin(plainPath(realPathOf(path)), plainPath(workspace.realFolder))) return [];
    const login = join(path, '.credentials.json');
    const is = await lstat(login).catch(() => undefined);
    return is?.isFile() ? [insideWorkspace(workspace, login)] : [];
  });
  return (await Promise.all(looks)).flat();
}
