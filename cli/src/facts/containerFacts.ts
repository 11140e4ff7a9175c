import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { builtFrom, remoteUserOf } from '@claude-sessions/core/container/metadata.ts';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import type { ContainerFacts } from '@claude-sessions/core/findings/facts.ts';
import { namesHiddenVariable, substituteLocal } from '@claude-sessions/core/mounts/claudeSource.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { type ConfigRecord, takenOutOf } from '../workspace/records.ts';
import { readLeftByRecreate } from '../workspace/recreated.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { ReadConfiguration } from './configurationFacts.ts';
import { driftOf, expectedOf } from './drift.ts';

/** A workspace's container, held against its configuration. */
export async function containerFactsOf(
  workspace: Workspace,
  container: Container,
  configuration: ReadConfiguration,
  record: ConfigRecord | undefined,
): Promise<ContainerFacts> {
  const wanted = wantedBy(configuration);
  const leftByRecreate = await readLeftByRecreate(workspace, configuration.facts);
  return {
    container,
    expected: expectedOf(workspace, wanted),
    drift: driftOf(workspace, container, wanted),
    builtFrom: builtFrom(
      container,
      configuration.configured,
      configuration.facts.collections,
      takenOutOf(record),
    ),
    remoteUser: remoteUser(container, configuration.facts.document),
    ...(leftByRecreate.length > 0 && { leftByRecreate }),
  };
}

/** What says which mounts a container has to have. */
export function wantedBy({ configured, facts }: ReadConfiguration): Parameters<typeof expectedOf>[1] {
  const { mode, options } = configured;
  return { mode, options, config: facts.document && documentValue(facts.document) };
}

/**
 * With the variables of this host put in; the Dev Containers tools know no others there. Empty where one of them may be a
 * secret: the user's name is shown, and stands on command lines.
 */
export function remoteUser(
  container: Pick<Container, 'labels' | 'user'>,
  document: DevcontainerDocument | undefined,
): string {
  const user = remoteUserOf(container, toObject(document && documentValue(document)));
  if (namesHiddenVariable(user)) return '';
  const variable = (name: string) => process.env[name];
  return substituteLocal(user, { variable, workspaceFolder: '' });
}
