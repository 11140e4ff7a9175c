import type { TranscriptLink } from './TranscriptLink.ts';

/** No conversation was compacted so often that more lines would have to be moved; a container may name one line again and again. */
const mostMoved = 1_000_000;

/** Lines by their uuids, which hang on other lines and can be moved. */
export class Kinship {
  readonly #links: Map<string, TranscriptLink>;
  /** Of the lines from which others are moved, what hangs on them. */
  readonly #children: ReadonlyMap<string, Set<string>>;
  #left = mostMoved;

  /** @param from the uuids of lines from which others are moved */
  constructor(links: Map<string, TranscriptLink>, from: Iterable<string>) {
    this.#links = links;
    this.#children = new Map([...from].map((uuid) => [uuid, new Set()]));
    for (const { uuid, parentUuid } of links.values()) this.#childrenOf(parentUuid)?.add(uuid);
  }

  hang(link: TranscriptLink, parentUuid: string | null): void {
    const { uuid } = link;
    this.#childrenOf(this.#links.get(uuid)?.parentUuid ?? null)?.delete(uuid);
    this.#links.set(uuid, { ...link, parentUuid });
    this.#childrenOf(parentUuid)?.add(uuid);
  }

  /** What hangs on a line hangs on another then, but for one. */
  moveChildren(from: string | undefined, except: string | undefined, to: string | undefined): void {
    const children = this.#childrenOf(from ?? null);
    this.#left -= children?.size ?? 0;
    if (!children || this.#left < 0) return;
    for (const uuid of [...children]) {
      const link = this.#links.get(uuid);
      if (link && uuid !== except) this.hang(link, to ?? null);
    }
  }

  #childrenOf(uuid: string | null): Set<string> | undefined {
    return uuid === null ? undefined : this.#children.get(uuid);
  }
}
