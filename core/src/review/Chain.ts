/** How many dropped lines are remembered: beyond, what follows one has no line before it, as happens in honest files. */
const maxDropped = 300_000;

/** Persisted parents may form a circle: no honest chain of dropped lines is as long. */
const maxSteps = 10_000;

/** Within how many lines a line may stand before the one that it follows. Seen: four (2.1.305). */
const maxAhead = 1000;

/** Ids of lines: which a line follows when those before it were dropped. */
export class Chain {
  readonly parents: Map<string, string | null>;
  readonly #fresh = new Set<string>();
  readonly #recent = new Set<string>();
  readonly #awaited = new Set<string>();

  /** @param parents dropped id -> the id to use instead */
  constructor(parents: Iterable<readonly [string, string | null]>) {
    this.parents = new Map(parents);
  }

  /** The line itself when it is kept, else the nearest kept one before it; null when there is none. */
  kept(id: string): string | null {
    let at: string | null = id;
    for (let step = 0; at !== null && step < maxSteps; step++) {
      const before: string | null | undefined = this.parents.get(at);
      if (before === undefined) return at;
      at = before;
    }
    return null;
  }

  drop(id: string, parent: string | null): void {
    const before = parent === null ? null : this.kept(parent);
    if (this.parents.size >= maxDropped && !this.parents.has(id)) return;
    this.parents.set(id, before === id ? null : before);
    this.#fresh.add(id);
  }

  /** What was dropped since the last time, and not kept after all. */
  takeDropped(): [string, string | null][] {
    const dropped = [...this.#fresh].map((id): [string, string | null] => [id, this.parents.get(id) ?? null]);
    this.#fresh.clear();
    return dropped;
  }

  /** A line is kept, and follows another. An earlier one of its id may have been dropped. */
  keep(id: string, parent: string | null): void {
    this.parents.delete(id);
    this.#fresh.delete(id);
    addRecent(this.#recent, id);
    if (parent !== null && !this.#recent.has(parent)) addRecent(this.#awaited, parent);
  }

  /** True when a line that was kept follows this one, which comes after it in the file: then it cannot be dropped. */
  isAwaited(id: string): boolean {
    return this.#awaited.has(id);
  }
}

function addRecent(ids: Set<string>, id: string): void {
  ids.add(id);
  if (ids.size > maxAhead) for (const first of ids) return void ids.delete(first);
}
