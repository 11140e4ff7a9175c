import type { ConfigurationFacts } from '../../findings/facts.ts';
import { keyRangeAt, readDocument } from '../../findings/readDocument.ts';
import { configDirMembers } from '../../mounts/claudeMount.ts';
import { toObject } from '../../toObject.ts';
import { setVariables, type VariableSite } from './setVariables.ts';

/** Everywhere that CLAUDE_CONFIG_DIR is set for the dev container: `containerEnv`, `remoteEnv`, `runArgs`, files that are named. */
export function configDirSites(configuration: ConfigurationFacts): VariableSite[] {
  const { document, value } = readDocument(configuration);
  const name = 'CLAUDE_CONFIG_DIR';
  const byMembers = configDirMembers.flatMap((where) => {
    const dir = toObject(value[where])[name];
    if (typeof dir !== 'string') return [];
    const path = [where, name];
    return [{ where, value: dir, path, range: keyRangeAt(document, path) }];
  });
  return [...byMembers, ...setVariables(configuration, name)];
}
