import { advice } from '../../findings/advice.ts';
import type { Found } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import type { ConfigurationFacts, HostFacts } from '../../findings/facts.ts';
import { sourceBreach, unknownMounts, wholeHost } from '../../share/isolationBreaches.ts';
import type { Mode } from '../../share/options.ts';
import { claudeMounts } from './claudeMounts.ts';
import { composeSites } from './composeSites.ts';
import { shownSetting } from './shownSetting.ts';

/**
 * What in Compose files lets the dev container reach more of the host: mounts of an engine's socket or of a folder above
 * Claude's state, privileges. Of other services only what holds Claude's state, as `composeBreaches` has it.
 */
export function composeReach(configuration: ConfigurationFacts, host: HostFacts | undefined): Found[] {
  // Mounts of Claude's state itself are the matter of other checks.
  const others = new Set(claudeMounts(configuration, host).map(({ site }) => site.index));
  const mounts = composeSites(configuration)
    .filter(({ index, mount }) => !others.has(index) && mount.type === 'bind')
    .flatMap(({ mount, text, at, isOwn }) => {
      const why = sourceBreach(mount, host?.paths);
      return why && (isOwn || why !== wholeHost) ? [{ text, at, why, isMount: true }] : [];
    });
  const access = (configuration.settings?.access ?? [])
    .filter(({ isOwn }) => isOwn)
    .map((each) => {
      const why = each.kind === 'host' ? wholeHost : unknownMounts;
      return { text: shownSetting(each), at: each.at, why, isMount: false };
    });
  const mode = configuration.configured?.mode ?? 'none';
  return [...mounts, ...access].map(({ text, at, why, isMount }) =>
    found({
      // Nobody asked for a container that is kept from the host, where nothing is set up.
      severity: mode === 'none' && !isMount ? 'information' : 'warning',
      message: `${reachWords[mode]}: ${why}.`,
      evidence: [text],
      fix: advice`Take it out of ${at.file}, if the container is to be kept from the host.`,
      at,
    }),
  );
}

/** How a finding begins that the container reaches more of the host. */
export const reachWords: Readonly<Record<Mode, string>> = {
  isolate: 'The container is not isolated from the host',
  share: 'The container reaches more of the host than what is shared',
  none: 'The container reaches the host',
};
