import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A client writes several lines at once. */
const settleMs = 150;
/** A container may write all the time: as long as the work took, it rests, and no longer than this. */
const longestRestMs = 10_000;
/** Files below conversations' folders tell of no change. */
const everyMs = 30_000;

/**
 * Runs a job at once, and again whenever something changes in one of the folders, one at a time, until it is told to stop.
 * @param folders those that do not exist are looked for by the one above
 */
export async function watchFolders(
  folders: readonly string[],
  job: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let wake: (() => void) | undefined;
  let isDue = true;
  const changed = () => {
    isDue = true;
    wake?.();
  };
  const watches = folders.map((folder) => new FolderWatch(folder, changed));
  signal.addEventListener('abort', changed, { once: true });
  try {
    while (!signal.aborted) {
      if (!isDue)
        await Promise.race([
          new Promise<void>((resolve) => {
            wake = resolve;
          }),
          sleep(everyMs, undefined, { ref: false }),
        ]);
      if (signal.aborted) return;
      if (isDue) await sleep(settleMs);
      isDue = false;
      for (const each of watches) each.look();
      const start = performance.now();
      await job();
      const took = performance.now() - start;
      await sleep(Math.min(took, longestRestMs), undefined, { signal }).catch(() => undefined);
    }
  } finally {
    for (const each of watches) each.close();
  }
}

/** Tells of changes in a folder; as long as there is none, in the one above it. */
class FolderWatch {
  readonly #folder: string;
  readonly #changed: () => void;
  #own: FSWatcher | undefined;
  #above: FSWatcher | undefined;

  constructor(folder: string, changed: () => void) {
    this.#folder = folder;
    this.#changed = changed;
    this.look();
  }

  /** Sees whether it is there now. */
  look(): void {
    this.#own ??= tryWatch(this.#folder, this.#changed);
    if (!this.#own) this.#above ??= tryWatch(dirname(this.#folder), this.#changed);
    else this.#above?.close();
  }

  close(): void {
    this.#own?.close();
    this.#above?.close();
  }
}

function tryWatch(folder: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, changed);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
