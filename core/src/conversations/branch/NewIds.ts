import type { TranscriptLink } from '../TranscriptLink.ts';

/** The uuids that the lines of a branch have in the place of their own. */
export class NewIds {
  /** Lines that are not carried over, by uuid: what hangs on them hangs on what is above. */
  readonly #progress = new Map<string, string | null>();
  /** Whether a line of that uuid is carried over. */
  readonly #known = new Map<string, boolean>();
  readonly #make: (uuid: string) => string;

  /** @param make a new uuid, always the same for the same one */
  constructor(make: (uuid: string) => string) {
    this.#make = make;
  }

  /** Of a uuid that occurs twice the last line counts. */
  add({ uuid, type, parentUuid }: Pick<TranscriptLink, 'uuid' | 'type' | 'parentUuid'>): void {
    this.#known.set(uuid, type !== 'progress' || this.#known.get(uuid) === true);
    if (type === 'progress') this.#progress.set(uuid, parentUuid);
    else this.#progress.delete(uuid);
  }

  /** Undefined for what is no line of the branch. */
  of(uuid: unknown): string | undefined {
    return typeof uuid === 'string' && this.#known.has(uuid) ? this.#make(uuid) : undefined;
  }

  /** As it is where it is no line that is carried over. */
  orSame(uuid: unknown): unknown {
    return typeof uuid === 'string' && this.#known.get(uuid) ? this.#make(uuid) : uuid;
  }

  /** The line that a line hangs on; null where that is none of the branch. Once all were added. */
  parentOf(parentUuid: unknown): string | null {
    const passed = new Set<string>();
    let at = typeof parentUuid === 'string' ? parentUuid : null;
    while (at !== null && this.#progress.has(at) && !passed.has(at)) {
      passed.add(at);
      at = this.#progress.get(at) ?? null;
    }
    // None is passed again.
    for (const uuid of passed) this.#progress.set(uuid, at);
    return this.of(at) ?? null;
  }
}
