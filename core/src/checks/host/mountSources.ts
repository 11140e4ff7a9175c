import type { ConfigurationFacts, HostFacts, PathFacts } from '../../findings/facts.ts';
import { type MountSite, readDocument } from '../../findings/readDocument.ts';
import { isWithin, namesHiddenVariable, plainPath } from '../../mounts/claudeSource.ts';
import { optionMounts } from '../../share/options.ts';

/** A bind's source as it is on this host. */
export interface MountSource {
  readonly source: PathFacts;
  /** The source for people: as it is written where a variable of the host is in it that may be a secret. */
  readonly shown: string;
  /** The mount in devcontainer.json; none for those of our Features. */
  readonly site: MountSite | undefined;
  /** It is ours: of a Feature, or written by an option of `share`. */
  readonly own: boolean;
}

/** The sources of all binds that could be looked up. */
export function sourcesOf(configuration: ConfigurationFacts | undefined, host: HostFacts): MountSource[] {
  const sites = configuration ? readDocument(configuration).sites : [];
  return [
    ...host.ownSources.map((source) => ({ source, shown: source.path, site: undefined, own: true })),
    ...host.sources.flatMap(({ index, source }) => {
      const site = sites[index];
      if (!site) return [];
      const { source: written = '' } = site.mount;
      const shown = namesHiddenVariable(written) ? written : source.path;
      return [{ source, shown, site, own: optionMounts.some((entry) => entry === site.entry) }];
    }),
  ];
}

/** True when the path is in the folder, both as written or both as real paths. */
export function liesIn(path: string, folder: string): boolean {
  return isWithin(plainPath(path), plainPath(folder));
}
