import type { Container, ObservedMount } from '@claude-sessions/core/container/inspect.ts';
import { containerConfigDir, containerHome } from '@claude-sessions/core/containerPaths.ts';

/** Where in a container's volumes Claude's config directory lies. */
export interface ConfigPlace {
  readonly volume: string;
  /** The path in the volume, with `/` before it; empty for its top. */
  readonly below: string;
  /** The path in the container. */
  readonly config: string;
}

/** Claude's config directory of a container, if that lies in a volume; a volume that is mounted in another goes before that. */
export function configPlaceOf({
  mounts,
  configDir,
  home,
}: Pick<Container, 'mounts' | 'configDir' | 'home'>): ConfigPlace | undefined {
  const named = [configDir, home === undefined ? undefined : `${home}/.claude`];
  const paths = [containerConfigDir, ...named, `${containerHome}/.claude`];
  for (const config of paths) {
    const mount = config?.startsWith('/') ? mountOf(mounts, config) : undefined;
    if (config === undefined || mount?.type !== 'volume') continue;
    return { volume: mount.source, below: config.slice(mount.target.length), config };
  }
  return undefined;
}

/** The innermost mount that a path lies in. */
function mountOf(mounts: readonly ObservedMount[], path: string): ObservedMount | undefined {
  const around = mounts.filter(({ target }) => path === target || path.startsWith(`${target}/`));
  return around.sort((a, b) => b.target.length - a.target.length)[0];
}

/** True for a folder of conversations in which something else is mounted: the host's own, by the recipes of others. */
export function isMountedOver({ mounts }: Pick<Container, 'mounts'>, slug: string): boolean {
  return mounts.some(({ target }) => target.endsWith('/projects') || target.endsWith(`/projects/${slug}`));
}
