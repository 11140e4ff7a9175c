import { isHandMadeClaudeMount } from '../mounts/claudeMount.ts';
import type { HostPaths } from '../mounts/claudeSource.ts';
import type { ComposeService } from '../mounts/composeServices.ts';
import type { Mount } from '../mounts/parseMount.ts';
import { type Breach, sourceBreach, unknownMounts, wholeHost } from './isolationBreaches.ts';

/**
 * What in Compose files undoes the isolation from the host's Claude: in the dev container whatever does so, in other
 * services mounts of Claude's state, which they could hand over.
 * @param service the one that is the dev container
 */
export function composeBreaches(
  services: readonly ComposeService[],
  service: string,
  host: HostPaths,
): Breach[] {
  return services.flatMap(({ name, mounts, hostAccess, volumesFrom }) => {
    const where = `Compose service ${name}`;
    const breaches = mounts.flatMap((mount) => {
      const why = mount.type === 'bind' ? sourceBreach(mount, host) : undefined;
      return why ? [{ where, path: [], what: mountText(mount), why }] : [];
    });
    if (name !== service) return breaches.filter(({ why }) => why !== wholeHost);
    return [
      ...breaches,
      ...hostAccess.map((what) => ({ where, path: [], what, why: wholeHost })),
      ...volumesFrom.map((from) => ({ where, path: [], what: `volumes_from: ${from}`, why: unknownMounts })),
    ];
  });
}

/** Mounts that Compose files make where our Feature keeps Claude's state, a sentence each. */
export function composeCollisions(services: readonly ComposeService[], service: string): string[] {
  const mounts = services.find(({ name }) => name === service)?.mounts ?? [];
  return mounts
    .filter((mount) => isHandMadeClaudeMount({ ...mount, source: undefined }))
    .map(
      (mount) =>
        `the Compose files mount ${mountText(mount)} into the service ${service}, where our Feature keeps Claude's state: take that line out of them, or which of the two is in effect may change from start to start.`,
    );
}

const mountText = ({ source, target }: Mount) => (source === undefined ? target : `${source} at ${target}`);
