import { needsPrepare } from '@claude-sessions/core/share/options.ts';
import { collectionsOf, readConfiguration } from '../facts/configurationFacts.ts';
import { type PrepareResult, prepareWorkspace } from '../prepare/prepareWorkspace.ts';
import { readRecord } from '../workspace/records.ts';
import { openWorkspace, parseConfig, resolveFolder } from '../workspace/workspace.ts';
import { collectionOf, type EditorSettings } from './settings.ts';
import type { Project } from './types.ts';

/**
 * Makes what the mounts of a shared dev container need on this host; may be done again at any time.
 * @returns undefined when its devcontainer.json, as it is in the file, asks for nothing
 * @throws UserError when something is in the way, or devcontainer.json is not valid
 */
export async function prepareProject(
  { folder, configFile }: Project,
  settings: EditorSettings = {},
): Promise<PrepareResult | undefined> {
  const workspace = await openWorkspace(await resolveFolder(folder), configFile);
  const collection = collectionOf(settings);
  const collections = collectionsOf(collection, await readRecord(workspace));
  const { configured, facts, source } = await readConfiguration(workspace, collections);
  if (source === undefined || !facts.document) return undefined;
  const document = await parseConfig(configFile, source, facts.document);
  const { mode, options } = configured;
  return needsPrepare(mode, options)
    ? prepareWorkspace(workspace, { document, collection, mode })
    : undefined;
}
