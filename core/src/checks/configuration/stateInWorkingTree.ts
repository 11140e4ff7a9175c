import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck, type Found } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import type { ConfigurationFacts, HostFacts } from '../../findings/facts.ts';
import { readDocument } from '../../findings/readDocument.ts';
import { isInWorkspace } from '../../mounts/claudeMount.ts';
import { absolutePath, claudePartOf, isWithin, plainPath } from '../../mounts/claudeSource.ts';
import { configDirSites } from './configDirSites.ts';
import { ownSites, storeSites } from './storeSites.ts';

const message =
  'Claude Code’s login and conversations lie in the project’s folder: they are one commit away from whoever gets the repository.';

export const stateInWorkingTree = defineCheck({
  code: 'state-in-working-tree',
  place: 'configuration',
  severity: 'warning',
  title: 'Login lies in the repository',
  why: 'The container’s Claude state is kept in a folder of the project: the login and every conversation lie in the working tree, where `git add`, a backup, an upload or the next image build takes them along.',
  remedy:
    'Run `claude-sessions share` or `isolate`: the state is kept in a volume then. What is in the folder stays there: delete it when you no longer need it, and if it was ever committed, log in again, so that the old login no longer counts.',
  needs: ['configuration'],
  find({ configuration, host }) {
    if (configuration.configured?.mode !== 'none') return (host?.loginsLeft ?? []).map(leftBehind);
    const fix = advice`Run ${ourCommand('share')} or ${ourCommand('isolate')}, which keep the state in a volume; then delete the folder, or add it to .gitignore.`;
    const byMounts = storeSites(configuration)
      .filter(({ mount }) => mount.type === 'bind' && isInTree(mount.source ?? '', host))
      .map(({ text, range, at }) =>
        found({ severity: 'warning', message, evidence: [text], fix, range, at }),
      );
    const byVariables = bareConfigDirs(configuration).map(({ where, value, range, at }) =>
      found({
        severity: 'warning',
        message,
        evidence: [`${where}: CLAUDE_CONFIG_DIR=${value}`],
        fix,
        range,
        at,
      }),
    );
    return [...byMounts, ...byVariables];
  },
});

/** What the mount that was taken out has left there. */
function leftBehind(login: string): Found {
  return {
    severity: 'warning',
    message:
      'The login that Claude Code used in the container before still lies in the project’s folder: it is one commit away from whoever gets the repository.',
    evidence: [login],
    fix: advice`Delete the folder that it is in once you no longer need the conversations there, or add the folder to .gitignore. If it was ever committed, log in again.`,
  };
}

/** The directory that CLAUDE_CONFIG_DIR names, where it lies in the project's own folder, with no mount at it. */
function bareConfigDirs(configuration: ConfigurationFacts) {
  const { value: config } = readDocument(configuration);
  const targets = ownSites(configuration).map(({ mount }) => plainPath(mount.target));
  // The first is the one that holds.
  const [holding] = configDirSites(configuration);
  return (holding ? [holding] : []).filter(({ value }) => {
    if (!value || !isInWorkspace(plainPath(value), config)) return false;
    if (/^\/workspaces?\/[^/]*$/.test(plainPath(value)) && config.workspaceFolder === undefined) return false;
    // Under Docker Compose the project's folder is a mount like any other.
    const own = targets.filter((target) => !isWorkspace(target, config));
    return !own.some((target) => isWithin(plainPath(value), target));
  });
}

function isWorkspace(target: string, { workspaceFolder }: Readonly<Record<string, unknown>>): boolean {
  const folder = typeof workspaceFolder === 'string' ? plainPath(workspaceFolder) : undefined;
  return folder !== undefined ? isWithin(folder, target) : /^\/workspaces?(\/[^/]+)?$/.test(target);
}

/** True for a folder of the host in the project's. */
function isInTree(source: string, host: HostFacts | undefined): boolean {
  if (claudePartOf(source) !== undefined) return false;
  if (/^\$\{localWorkspaceFolder\}([\\/]|$)|^\.\.?[\\/]/.test(source)) return true;
  const path = host && absolutePath(source, host.paths);
  return path !== undefined && isWithin(path, plainPath(host?.paths.workspaceFolder ?? '/'));
}
