import {
  type DevcontainerDocument,
  documentSource,
  parseDocument,
} from '@claude-sessions/core/devcontainer/document.ts';
import { configurationFacts } from '@claude-sessions/core/findings/configurationFacts.ts';
import type { ConfigurationFacts } from '@claude-sessions/core/findings/facts.ts';
import {
  type Configured,
  type OurFeature,
  readConfigured,
} from '@claude-sessions/core/share/readConfigured.ts';
import { configsBelow } from '../workspace/configsBelow.ts';
import { readContainerSettings } from '../workspace/containerSettings.ts';
import type { ConfigRecord } from '../workspace/records.ts';
import { insideWorkspace, readSource, type Workspace } from '../workspace/workspace.ts';

/** The configuration, and what is derived from it whether it can be read or not. */
export interface ReadConfiguration {
  readonly facts: ConfigurationFacts;
  /** As it stands in the file, or in an editor; undefined when there is none. */
  readonly source: string | undefined;
  /** Of an empty document where there is none that can be read. */
  readonly configured: Configured;
}

/** The collections whose Features are ours: the one in use, and those that our commands wrote from. */
export function collectionsOf(collection: string, record: ConfigRecord | undefined): string[] {
  return [...new Set([collection, ...(record?.collections ?? [])])];
}

/** The devcontainer.json of a workspace; undefined when there is none. @throws UserError when it is there and no text */
export async function documentOf(workspace: Workspace): Promise<DevcontainerDocument | undefined> {
  const source = await readSource(workspace.configFile);
  return source === undefined ? undefined : parseDocument(source);
}

/** Reads the devcontainer.json of a workspace by itself, without its image. @throws UserError as `documentOf` */
export async function readConfiguration(
  workspace: Workspace,
  collections: readonly string[],
): Promise<ReadConfiguration> {
  return configurationOf(workspace, collections, await documentOf(workspace));
}

/**
 * The same of what was read already, which need not be in the file yet.
 * @param ofImage our Features that its image was built with
 * @param where the words that name it on our command line
 */
export function configurationOf(
  workspace: Workspace,
  collections: readonly string[],
  document: DevcontainerDocument | undefined,
  ofImage: readonly OurFeature[] = [],
  where: readonly string[] = [],
): ReadConfiguration {
  const file = insideWorkspace(workspace, workspace.configFile);
  const facts = {
    ...configurationFacts(file, document, collections, ofImage),
    ...(where.length > 0 && { where }),
  };
  return {
    source: document && documentSource(document),
    facts,
    configured: facts.configured ?? readConfigured(emptyDocument, collections, ofImage),
  };
}

/** With the folders below that have a devcontainer.json, where there is none. */
export async function withBelow(
  workspace: Workspace,
  configuration: ReadConfiguration,
): Promise<ReadConfiguration> {
  if (configuration.facts.document) return configuration;
  const below = await configsBelow(workspace.folder);
  return below.length > 0 ? { ...configuration, facts: { ...configuration.facts, below } } : configuration;
}

/** With what the files set that it names. */
export async function withSettings(
  workspace: Workspace,
  configuration: ReadConfiguration,
): Promise<ReadConfiguration> {
  const settings = await readContainerSettings(workspace, configuration.facts.document);
  return settings ? { ...configuration, facts: { ...configuration.facts, settings } } : configuration;
}

/** Stands for a devcontainer.json that is not there. */
export const emptyDocument = parseDocument('{}');
