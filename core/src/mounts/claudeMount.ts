import { containerConfigDir, containerHostDir } from '../containerPaths.ts';
import { toObject } from '../toObject.ts';
import { homePattern, isWithin, plainPath } from './claudeSource.ts';
import { configDirArguments } from './configDirArguments.ts';
import type { Mount } from './parseMount.ts';

const claudeOfHome = new RegExp(`^${homePattern}[\\\\/]\\.claude(\\.json)?([\\\\/]|$)`);

/** A mount that an option of `share` wrote: its target lies where the host's things are mounted. */
export function isOurMount(mount: Pick<Mount, 'target'>): boolean {
  return mount.target === containerHostDir || mount.target.startsWith(`${containerHostDir}/`);
}

/**
 * A mount somebody made by hand to keep or share Claude's state, by itself: Claude's config directory or login file of a
 * home, mounted whole or in parts. A project's own `.claude` folder is not meant.
 */
export function isHandMadeClaudeMount(mount: Mount): boolean {
  if (isOurMount(mount)) return false;
  if (mount.target === containerConfigDir || mount.target.startsWith(`${containerConfigDir}/`)) return true;
  const inHome =
    /^(\/root|\/claude-home|\/home\/[^/]+|\/Users\/[^/]+|\$\{containerEnv:HOME\}|~)\/\.claude(\.json)?(\/|$)/;
  if (inHome.test(mount.target)) return true;
  return mount.type === 'bind' && mount.source !== undefined && claudeOfHome.test(mount.source);
}

/**
 * The same, seen together with the rest of devcontainer.json: also a mount at the directory that CLAUDE_CONFIG_DIR names
 * there, and a volume at any `.claude` outside of the workspace. Our Features replace it.
 * @param config the value of the whole file
 */
export function isReplacedMount(mount: Mount, config: unknown): boolean {
  if (isHandMadeClaudeMount(mount)) return true;
  const target = plainPath(mount.target);
  if (writtenConfigDirs(config).some((dir) => isWithin(target, dir))) return true;
  return mount.type === 'volume' && /\/\.claude$/.test(target) && !isInWorkspace(target, config);
}

/** The members of devcontainer.json that set CLAUDE_CONFIG_DIR and that our commands take it out of; the one that holds comes first. */
export const configDirMembers = ['remoteEnv', 'containerEnv'] as const;

/**
 * The directories that CLAUDE_CONFIG_DIR names there, where our commands take it out, as `plainPath` gives them; ours is left
 * out.
 */
export function writtenConfigDirs(config: unknown): string[] {
  const byMembers = configDirMembers.map((member) => toObject(toObject(config)[member]).CLAUDE_CONFIG_DIR);
  return [...byMembers, ...configDirArguments(config).map(({ value }) => value)]
    .filter((dir) => typeof dir === 'string' && dir !== '')
    .map((dir) => plainPath(String(dir)))
    .filter((dir) => dir !== containerConfigDir && dir !== '/');
}

/** True for a path in the container that lies in the project's own folder there. */
export function isInWorkspace(target: string, config: unknown): boolean {
  const { workspaceFolder } = toObject(config);
  const named = typeof workspaceFolder === 'string' ? plainPath(workspaceFolder) : '/';
  if (named !== '/' && isWithin(target, named)) return true;
  return /^\/?\$\{(container|local)Workspace|^\/workspaces?\//.test(target);
}
