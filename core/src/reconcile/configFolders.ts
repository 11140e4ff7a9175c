import { containerConfigDir } from '../containerPaths.ts';
import { plainPath } from '../mounts/claudeSource.ts';
import type { Observed } from './types.ts';

/** The folder of the Claude configuration in a home. */
const configName = '.claude';

/**
 * The config directories that a container has, as far as that can be told from outside: the one that its environment names; else
 * each that something is, or is asked to be, mounted at or below, in a home.
 */
export function configFolders({
  configDir,
  home,
  user = '',
  mounts,
  isOurs,
  asked = [],
}: Observed): string[] {
  if (configDir?.startsWith('/')) return [plainPath(configDir)];
  const found = new Set(
    [...mounts, ...asked.flatMap((each) => each.mounts)].flatMap(
      ({ target }) => configFolderOf(plainPath(target), home) ?? [],
    ),
  );
  if (found.size > 0) return [...found].slice(0, maxFolders);
  if (!isOurs) return [];
  const ofUser = home ?? (/^(root|0)?(:|$)/.test(user) ? '/root' : undefined);
  return ofUser ? [`${plainPath(ofUser)}/${configName}`] : [];
}

/** Nobody has more; a container may have any number of mounts. */
const maxFolders = 8;

function configFolderOf(target: string, home: string | undefined): string | undefined {
  if (target === containerConfigDir || target.startsWith(`${containerConfigDir}/`)) return containerConfigDir;
  const at = `${target}/`.indexOf(`/${configName}/`);
  if (at < 0) return undefined;
  const above = target.slice(0, at);
  // A `.claude` elsewhere is a project's.
  return isHome(above, home) ? `${above}/${configName}` : undefined;
}

function isHome(folder: string, home: string | undefined): boolean {
  return (
    (home !== undefined && folder === plainPath(home)) ||
    /^\/(root|(home|Users|var\/home)\/[^/]+|claude-home)$/.test(folder)
  );
}
