import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DevcontainerDocument, documentSource } from '@claude-sessions/core/devcontainer/document.ts';
import { configPath } from '@claude-sessions/core/devcontainer/find.ts';
import type { SeenHost, ServerHost } from '@claude-sessions/server/contract/serverHost.ts';
import { configurationOf } from '../facts/configurationFacts.ts';
import { hostOf } from '../facts/gatherFacts.ts';
import { isMissing } from '../host/files.ts';
import { collectionFrom } from '../settings/setting.ts';
import { configWords } from '../workspace/commandWords.ts';
import { readContainerSettings } from '../workspace/containerSettings.ts';
import { recordFor } from '../workspace/personalConfig.ts';
import { readRecord } from '../workspace/records.ts';
import { openWorkspace } from '../workspace/workspace.ts';

/** This machine, for the language server: the host is looked at by reading files; no process is started. */
export function nodeHost(env: NodeJS.ProcessEnv): ServerHost {
  return { collections: collectionsFrom(env), after, lookAtHost };
}

function after(milliseconds: number, work: () => void): () => void {
  if (milliseconds === 0) {
    const immediate = setImmediate(work);
    return () => clearImmediate(immediate);
  }
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
}

/** None when the environment names something that is no collection: the commands say so, here it counts as absent. */
function collectionsFrom(env: NodeJS.ProcessEnv): string[] {
  try {
    return [collectionFrom({}, env)];
  } catch {
    return [];
  }
}

async function lookAtHost(
  uri: string,
  document: DevcontainerDocument,
  given: readonly string[],
): Promise<SeenHost | undefined> {
  const path = fileURLToPath(uri);
  const place = configPath(path.split(sep).join('/'));
  const workspace = place && (await openWorkspace(resolve(place.folder), path).catch(ifMissing));
  if (!place || !workspace) return undefined;
  const [kept, where] = await Promise.all([readRecord(workspace), configWords(workspace)]);
  const record = recordFor(kept, documentSource(document));
  const collections = [...new Set([...given, ...(record?.collections ?? [])])];
  const [seen, settings] = await Promise.all([
    hostOf(workspace, configurationOf(workspace, collections, document), record),
    readContainerSettings(workspace, document),
  ]);
  return {
    ...{ facts: seen, collections, where },
    ...(settings && { settings }),
    ...(record?.team && { isMade: true }),
  };
}

/** A file that is not saved yet may be in a folder that is not there yet. */
function ifMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
