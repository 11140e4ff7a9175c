import type { ConfigurationFacts } from '../../findings/facts.ts';
import { type MountSite, readDocument } from '../../findings/readDocument.ts';
import { namedConfigDirs, storePlace } from '../../share/formerStores.ts';
import { type ComposeSite, composeSites } from './composeSites.ts';

/** A mount of the dev container that holds Claude's config directory, or a part of it. */
type StoreSite = MountSite & Partial<Pick<ComposeSite, 'volumeName'>>;

/** The mounts of the dev container itself, of devcontainer.json and of its service in Compose files. */
export function ownSites(configuration: ConfigurationFacts): StoreSite[] {
  const { sites } = readDocument(configuration);
  const written = sites.filter(({ where }) => where !== 'workspaceMount');
  return [...written, ...composeSites(configuration).filter(({ isOwn }) => isOwn)];
}

/** Those of them that hold Claude's state. */
export function storeSites(configuration: ConfigurationFacts): StoreSite[] {
  const { value } = readDocument(configuration);
  const dirs = namedConfigDirs(value, configuration.settings);
  return ownSites(configuration).filter(({ mount }) => storePlace(mount, dirs, value) !== undefined);
}
