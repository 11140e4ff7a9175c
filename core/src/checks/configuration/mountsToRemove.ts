import type { ConfigurationFacts, HostFacts } from '../../findings/facts.ts';
import { type MountSite, readDocument } from '../../findings/readDocument.ts';
import { sourceBreach } from '../../share/isolationBreaches.ts';
import { type ClaudeMount, claudeMounts, targetPart } from './claudeMounts.ts';

/**
 * The mounts for which the only fix is to take them out, by `MountSite.index`: Claude's state that is not to be in a
 * container in any form, an engine's socket, a folder above `~/.claude`. How they are written is not worth a word.
 */
export function mountsToRemove(configuration: ConfigurationFacts, host?: HostFacts): ReadonlySet<number> {
  const ofClaude = new Map(claudeMounts(configuration, host).map((mount) => [mount.site.index, mount]));
  const { sites } = readDocument(configuration);
  const unwanted = sites.filter((site) => {
    const known = ofClaude.get(site.index);
    return known ? isUnwanted(known) : site.where !== 'workspaceMount' && isBreach(site, host);
  });
  return new Set(unwanted.map(({ index }) => index));
}

/** The others may be there when they are read-only. */
function isUnwanted({ kind, site, ofHost, entry }: ClaudeMount): boolean {
  if (kind === 'projects') return !site.mount.readonly || targetPart(site.mount.target) === 'projects';
  if (kind === 'file') return ofHost;
  if (kind === 'program') return entry?.kind === 'file';
  return kind === 'whole' || kind === 'credential' || kind === 'legacy' || kind === 'private';
}

function isBreach({ mount }: MountSite, host: HostFacts | undefined): boolean {
  return mount.type === 'bind' && sourceBreach(mount, host?.paths) !== undefined;
}
