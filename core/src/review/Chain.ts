/** How many dropped lines are remembered: beyond, what follows one has no line before it, as happens in honest files. */
const maxDropped = 300_000;

/** Persisted parents may form a circle: no honest chain of dropped lines is as long. */
const maxSteps = 10_000;

/** Ids of lines: which a line follows when those before it were dropped. */
export class Chain {
  readonly parents: Map<string, string | null>;

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
    if (this.parents.size < maxDropped || this.parents.has(id))
      this.parents.set(id, before === id ? null : before);
  }

  /** A line of an id that an earlier one had, which was dropped. */
  keep(id: string): void {
    this.parents.delete(id);
  }
}
