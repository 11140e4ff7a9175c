import { containerConfigDir } from '../../containerPaths.ts';
import { parseFeatureReference } from '../../features.ts';
import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import type { ConfigurationFacts } from '../../findings/facts.ts';
import { readDocument } from '../../findings/readDocument.ts';
import { isInWorkspace } from '../../mounts/claudeMount.ts';
import { isWithin, plainPath } from '../../mounts/claudeSource.ts';
import { toObject } from '../../toObject.ts';
import { configDirSites } from './configDirSites.ts';
import { ownSites } from './storeSites.ts';

export const configDirNotKept = defineCheck({
  code: 'config-dir-not-kept',
  place: 'configuration',
  severity: 'warning',
  title: 'CLAUDE_CONFIG_DIR is not kept',
  why: 'Claude Code keeps its login, settings and conversations in the directory that `CLAUDE_CONFIG_DIR` names. With no volume there it is a part of the container, and goes with it at the next rebuild.',
  remedy:
    'Run `claude-sessions share` or `isolate`: a volume keeps the state then, and the variable is taken out of devcontainer.json. By hand: mount a volume at that directory.',
  needs: ['configuration'],
  find({ configuration }) {
    if (configuration.configured?.mode !== 'none' || !knowsMounts(configuration)) return [];
    const { value: config } = readDocument(configuration);
    const home = configuration.configured.options.home ? ['/~'] : [];
    const targets = [...home, ...ownSites(configuration).map(({ mount }) => comparable(mount.target))];
    // The first is the one that holds.
    const [holding] = configDirSites(configuration);
    return (holding ? [holding] : []).flatMap(({ where, value, range, at }) => {
      if (!value || isUnknown(value) || isInWorkspace(plainPath(value), config)) return [];
      const dir = comparable(value);
      // A part of it that is mounted shows that somebody thought of it.
      if (targets.some((target) => isWithin(dir, target) || isWithin(target, dir))) return [];
      return [
        found({
          severity: 'warning',
          message: `CLAUDE_CONFIG_DIR is ${value}, and no volume is mounted there: login and conversations are lost at the next rebuild.`,
          evidence: [`${where}: CLAUDE_CONFIG_DIR=${value}`],
          fix: advice`Run ${ourCommand('share')} or ${ourCommand('isolate')}, which keep the state in a volume; or mount a volume at ${value}.`,
          range,
          at,
        }),
      ];
    });
  },
});

/** False where something else may mount what is not seen here: files that could not be read, Features of others, `volumes_from`. */
function knowsMounts(configuration: ConfigurationFacts): boolean {
  const { settings } = configuration;
  const { features, dockerComposeFile } = readDocument(configuration).value;
  if (dockerComposeFile !== undefined && !settings) return false;
  if (settings?.unknown.length || settings?.access.some(({ kind, isOwn }) => kind === 'volumesFrom' && isOwn))
    return false;
  return Object.keys(toObject(features)).every((reference) => {
    const { id } = parseFeatureReference(reference);
    return id === 'claude-code' || !/claude|persist|volume|mount/.test(id);
  });
}

function isUnknown(dir: string): boolean {
  return (
    plainPath(dir) === containerConfigDir || /\$\{(?!containerEnv:HOME\})/.test(dir) || !/^[/~$]/.test(dir)
  );
}

/** A home is the same, however it is written. */
function comparable(path: string): string {
  return plainPath(path.replace(/^(\/root|\/home\/[^/]+|\$\{containerEnv:HOME\}|~)(?=\/|$)/, '/~'));
}
