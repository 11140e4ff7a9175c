import { containerConfigDir } from '../../containerPaths.ts';
import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { editAction, found } from '../../findings/editAction.ts';
import type { ConfigurationFacts } from '../../findings/facts.ts';
import { keyRangeAt, type Path, readDocument } from '../../findings/readDocument.ts';
import { configDirArguments } from '../../mounts/configDirArguments.ts';
import { removeConfigDirArguments } from '../../share/removeConfigDirArguments.ts';
import { setVariables } from './setVariables.ts';

export const configDirOverridden = defineCheck({
  code: 'config-dir-overridden',
  place: 'configuration',
  severity: 'error',
  title: 'CLAUDE_CONFIG_DIR overridden',
  why: 'Our Features set `CLAUDE_CONFIG_DIR` to the volume that is kept across rebuilds. A value in devcontainer.json, in its `runArgs` or in a Compose file wins over theirs, and then login and conversations are recorded in a place that the next rebuild throws away, and the host’s are not found.',
  remedy: 'Take the variable out; `--fix` does, where it stands in devcontainer.json itself.',
  needs: ['configuration'],
  find({ configuration }) {
    const { configured, document } = configuration;
    if (!configured || configured.mode === 'none') return [];
    const byMembers = configured.configDirOverrides.map((place) =>
      found({
        severity: 'error',
        message: `CLAUDE_CONFIG_DIR in ${place} leads Claude Code away from the volume: what it records is lost at the next rebuild.`,
        evidence: [`${place}.CLAUDE_CONFIG_DIR`],
        fix: advice`Take CLAUDE_CONFIG_DIR out of ${place}; our Feature sets it.`,
        action: editAction(document, 'Take CLAUDE_CONFIG_DIR out', (edit) =>
          edit.remove([place, 'CLAUDE_CONFIG_DIR']),
        ),
        range: keyRangeAt(document, [place, 'CLAUDE_CONFIG_DIR']),
      }),
    );
    const byOthers = setVariables(configuration, 'CLAUDE_CONFIG_DIR')
      .filter(({ value }) => value !== containerConfigDir)
      .map(({ where, path, range, at }) =>
        found({
          severity: 'error',
          message: `CLAUDE_CONFIG_DIR in ${where} leads Claude Code away from the volume: what it records is lost at the next rebuild.`,
          evidence: [`${where}: CLAUDE_CONFIG_DIR`],
          fix: advice`Take CLAUDE_CONFIG_DIR out of ${where}; our Feature sets it.`,
          action: isOwnArgument(configuration, path)
            ? editAction(document, 'Take CLAUDE_CONFIG_DIR out', removeConfigDirArguments)
            : undefined,
          range,
          at,
        }),
      );
    return [...byMembers, ...byOthers];
  },
});

/** True for an argument of `runArgs` that says nothing else. */
function isOwnArgument(configuration: ConfigurationFacts, path: Path = []): boolean {
  const [member, index] = path;
  if (member !== 'runArgs' || typeof index !== 'number') return false;
  const { value } = readDocument(configuration);
  return configDirArguments(value).some(({ indices }) => indices.includes(index));
}
