import { Alarm } from './Alarm.ts';
import { type Places, reconcile } from './reconcile.ts';
import { keyOf, type MendOptions, type Reconciled, type Result } from './result.ts';
import { watchPlaces } from './watchPlaces.ts';

/** One start of a container makes several events. */
const settleMs = 500;
const longestMs = 5000;
/** A devcontainer.json that changes makes no event. */
const withoutEventMs = 10 * 60_000;

/** What is told of a turn: all of it the first time, then what has changed. */
export interface Turn {
  readonly reconciled: Reconciled;
  readonly changed: readonly Result[];
  /** Names of those that are no more. */
  readonly gone: readonly string[];
  readonly isFirst: boolean;
}

/**
 * Compares at once, and again whenever an engine or a cluster tells of something, one turn at a time, until the signal.
 * @param tell told of each turn in which something changed
 * @param onEnd told why an engine tells of nothing more
 */
export async function watchReconcile(
  places: Places,
  options: MendOptions & { readonly recreate?: boolean },
  tell: (turn: Turn) => void,
  onEnd: (reason: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const alarm = new Alarm(settleMs, longestMs);
  const watch = watchPlaces(places, () => alarm.ring(), onEnd);
  const memory = new Memory();
  try {
    while (!signal.aborted) {
      const reconciled = await reconcile(places, options, (result) => memory.isNew(result));
      const turn = memory.take(reconciled);
      if (turn) tell(turn);
      await alarm.wait(withoutEventMs, signal);
    }
  } finally {
    watch.dispose();
  }
}

/** What was told before, and tried: what a new container did not mend is not made anew for ever. */
class Memory {
  #told: ReadonlyMap<string, string> | undefined;
  #places = '';
  readonly #tried = new Set<string>();

  /** True for a difference that nothing was done about yet; from then on false, until it is as asked. */
  isNew(result: Result): boolean {
    const id = differenceId(result);
    if (this.#tried.has(id)) return false;
    this.#tried.add(id);
    return true;
  }

  /** @returns undefined where nothing has changed */
  take(reconciled: Reconciled): Turn | undefined {
    const { results, places } = reconciled;
    const now = new Map(results.map((result) => [keyOf(result), differenceId(result)]));
    const before = this.#told;
    const isFirst = before === undefined;
    const changed = results.filter(
      (result) => before?.get(keyOf(result)) !== differenceId(result) || result.attempt,
    );
    const isReachable = places.every(({ reachable }) => reachable);
    // What does not answer has lost nothing.
    const gone = isReachable ? [...(before?.keys() ?? [])].filter((key) => !now.has(key)) : [];
    this.#told = isReachable ? now : new Map([...(before ?? []), ...now]);
    for (const result of results) if (result.state === 'as-asked') this.#forget(keyOf(result));
    const placesNow = JSON.stringify(places);
    const isSame = placesNow === this.#places;
    this.#places = placesNow;
    if (!isFirst && isSame && changed.length === 0 && gone.length === 0) return undefined;
    return { reconciled, changed, gone: gone.map((key) => String(JSON.parse(key)[2])), isFirst };
  }

  #forget(key: string): void {
    for (const id of this.#tried) if (id.startsWith(key)) this.#tried.delete(id);
  }
}

function differenceId(result: Result): string {
  // What a check says of all of it names the container, which is another when it was made anew.
  const seen = result.differences.map(({ code, path, is }) => [code, path, path === '' ? '' : is]);
  return `${keyOf(result)}${JSON.stringify([result.state, seen])}`;
}
