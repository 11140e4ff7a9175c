import { documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import type { ConfigurationFacts, HostFacts } from '@claude-sessions/core/findings/facts.ts';
import { configuredMounts, readOptions } from '@claude-sessions/core/mounts/configuredMounts.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import type { SeenHost } from '../contract/serverHost.ts';

/** The outcome of a look at the host, and the text that it was for: some of it holds for another text too. */
export class KnownHost {
  private readonly look: SeenHost;
  private readonly modes: string;
  private readonly names: string;
  /** By the source as it is written; undefined where none was found. */
  private readonly sources: ReadonlyMap<string, HostFacts['sources'][number]['source'] | undefined>;

  /** @param seen the configuration that was looked at */
  constructor(look: SeenHost, seen: ConfigurationFacts) {
    this.look = look;
    this.modes = modesOf(seen);
    this.names = namesOf(seen);
    const found = new Map(look.facts.sources.map(({ index, source }) => [index, source]));
    this.sources = new Map(bindsOf(seen).map(({ index, written }) => [written, found.get(index)]));
  }

  /**
   * The facts for a text, which need not be the one that was looked at. Sources are known by their place in the list, so
   * those of another text are found again by what is written there; what was not looked at is left out.
   * @returns undefined when another mode or other options make most of it say nothing
   */
  factsFor(configuration: ConfigurationFacts): HostFacts | undefined {
    if (modesOf(configuration) !== this.modes) return undefined;
    const sources = bindsOf(configuration).flatMap(({ index, written }) => {
      const source = this.sources.get(written);
      return source ? [{ index, source }] : [];
    });
    return { ...this.look.facts, sources };
  }

  /** What the files set that a text names; undefined for a text that names others. */
  settingsFor(configuration: ConfigurationFacts): SeenHost['settings'] {
    return namesOf(configuration) === this.names ? this.look.settings : undefined;
  }

  /** True when everything in a text was looked at. */
  covers(configuration: ConfigurationFacts): boolean {
    return (
      modesOf(configuration) === this.modes &&
      namesOf(configuration) === this.names &&
      bindsOf(configuration).every(({ written }) => this.sources.has(written))
    );
  }
}

/** The part of the configuration that decides which other files are read, and for which service. */
function namesOf({ document }: ConfigurationFacts): string {
  const { dockerComposeFile, service, runArgs } = toObject(document && documentValue(document));
  return JSON.stringify([dockerComposeFile, service, readOptions(runArgs, { long: 'env-file' })]);
}

/** The part of the configuration that decides which of our places are looked at. */
function modesOf({ configured }: ConfigurationFacts): string {
  if (!configured) return 'none';
  const { mode, options, prepares, compose } = configured;
  return JSON.stringify([mode, options, prepares, compose]);
}

/** The binds, by their place in the list of mounts, each with its source as written. */
function bindsOf({ document }: ConfigurationFacts): { index: number; written: string }[] {
  return configuredMounts(document && documentValue(document)).flatMap(({ mount }, index) =>
    mount.type === 'bind' && mount.source !== undefined ? [{ index, written: mount.source }] : [],
  );
}
