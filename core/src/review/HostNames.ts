import { isElsewhere, type Sides, toElsewhere, toHost } from './pathMap.ts';
import type { PathNames } from './pathPlaces.ts';

/** More different paths than a conversation names; beyond, they are asked for again. */
const maxKnown = 20_000;

/** What may lead out of a folder: an absolute path, a home, a drive, a way up. */
const maybeOutside = /^(?:[/~\\]|[A-Za-z]:)|(?:^|[\\/])\.\.(?:[\\/]|$)/;

/** The host's names of the paths in one line of a container. */
export class HostNames implements PathNames {
  readonly #sides: Sides;
  readonly #cwd: string;
  readonly #leadsOut: (hostPath: string) => boolean;

  /** @param cwd the container folder in which relative paths were meant */
  constructor(sides: Sides, cwd: string, leadsOut: (hostPath: string) => boolean) {
    this.#sides = sides;
    this.#cwd = cwd;
    this.#leadsOut = leadsOut;
  }

  file(path: string): string {
    return this.#named(path, this.#cwd);
  }

  mention(path: string): string {
    const named = this.file(path);
    if (maybeOutside.test(path.trim()) || isElsewhere(named)) return named;
    // A relative path stays as it is; the host takes it in its own folder.
    const there = this.#named(path, this.#sides.container);
    return isElsewhere(there) ? there : path;
  }

  #named(path: string, cwd: string): string {
    const named = toHost(path, cwd, this.#sides);
    // Claude Code takes a path in its composed form (NFC), which may be another file.
    const leadsOut = !isElsewhere(named) && [named, named.normalize()].some(this.#leadsOut);
    return leadsOut ? toElsewhere(path, cwd, this.#sides) : named;
  }

  /** The host's folder for a folder of the container; the workspace folder for any other. */
  folder(path: string): string {
    const named = this.file(path);
    return isElsewhere(named) ? this.#sides.host : named;
  }
}

/** Longer ones are asked for again. */
const maxKnownLength = 4096;

/** Asks once for each path. */
export function rememberLeadsOut(ask: (hostPath: string) => boolean): (hostPath: string) => boolean {
  const known = new Map<string, boolean>();
  return (path) => {
    if (path.length > maxKnownLength) return ask(path);
    const answer = known.get(path) ?? ask(path);
    if (known.size < maxKnown) known.set(path, answer);
    return answer;
  };
}
