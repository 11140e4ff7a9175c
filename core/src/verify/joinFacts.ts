import type { LatestValue } from './lineFact.ts';
import { maxKept, maxText, type Occurring, type TranscriptFacts } from './transcriptFacts.ts';

const kinds = [
  'notJson',
  'broken',
  'longLines',
  'sessions',
  'rewinds',
  'texts',
  'scheduled',
  'worktrees',
  'agents',
  'unknown',
  'calls',
  'results',
  'deferred',
  'goals',
  'latest',
  'stops',
  'folders',
] as const satisfies (keyof TranscriptFacts)[];

/** Puts the facts of consecutive parts of one transcript together. Memory is bounded, as that of a part is. */
export class FactJoiner {
  readonly #found = new Map<string, Map<string, Occurring<unknown>>>(kinds.map((kind) => [kind, new Map()]));
  #lines = 0;
  #text = 0;
  #overflow = false;

  add(part: TranscriptFacts): void {
    for (const kind of kinds) {
      const found = this.#found.get(kind);
      if (found && kind !== 'latest') for (const each of part[kind]) this.#keep(found, each);
    }
    for (const each of part.latest) this.#keepLatest(each);
    this.#lines += part.lines;
    this.#overflow ||= part.overflow;
  }

  /** Of a name the last line counts. There are a few names. */
  #keepLatest({ what, line, count }: Occurring<LatestValue>): void {
    const found = this.#found.get('latest');
    const known = found?.get(what.name);
    const at = line + this.#lines;
    if (known && known.line > at) return;
    found?.delete(what.name);
    found?.set(what.name, { what, line: at, count });
  }

  #keep(found: Map<string, Occurring<unknown>>, { what, line, count }: Occurring<unknown>): void {
    const key = JSON.stringify(what);
    const known = found.get(key);
    if (known) {
      found.set(key, { ...known, count: known.count + count });
      return;
    }
    // Quotation adds to the length: one part within its bounds is kept whole.
    if (found.size >= maxKept || this.#text > 2 * maxText) {
      this.#overflow = true;
      return;
    }
    this.#text += key.length;
    found.set(key, { what, line: line + this.#lines, count });
  }

  finish(): TranscriptFacts {
    const lists = kinds.map((kind) => [kind, [...(this.#found.get(kind)?.values() ?? [])]]);
    return { ...Object.fromEntries(lists), lines: this.#lines, overflow: this.#overflow } as TranscriptFacts;
  }
}

/** Puts the facts of consecutive parts of one transcript together. */
export function joinFacts(parts: readonly TranscriptFacts[]): TranscriptFacts {
  const joiner = new FactJoiner();
  for (const part of parts) joiner.add(part);
  return joiner.finish();
}
