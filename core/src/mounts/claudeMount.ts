import { containerConfigDir, containerHostDir } from '../containerPaths.ts';
import { homePattern } from './claudeSource.ts';
import type { Mount } from './parseMount.ts';

const claudeOfHome = new RegExp(`^${homePattern}[\\\\/]\\.claude(\\.json)?([\\\\/]|$)`);

/** A mount that an option of `share` wrote: its target lies where the host's things are mounted. */
export function isOurMount(mount: Mount): boolean {
  return mount.target === containerHostDir || mount.target.startsWith(`${containerHostDir}/`);
}

/**
 * A mount somebody made by hand to keep or share Claude's state, which our Features replace: Claude's config
 * directory or login file of a home, mounted whole or in parts. A project's own `.claude` folder is not meant.
 */
export function isHandMadeClaudeMount(mount: Mount): boolean {
  if (isOurMount(mount)) return false;
  if (mount.target === containerConfigDir || mount.target.startsWith(`${containerConfigDir}/`)) return true;
  const inHome = /^(\/root|\/home\/[^/]+|\/Users\/[^/]+|\$\{containerEnv:HOME\}|~)\/\.claude(\.json)?(\/|$)/;
  if (inHome.test(mount.target)) return true;
  return mount.type === 'bind' && mount.source !== undefined && claudeOfHome.test(mount.source);
}
