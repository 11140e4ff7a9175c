import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A client writes several lines at once. */
const settleMs = 150;
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
  const watchers: FSWatcher[] = folders.flatMap((folder) => tryWatch(folder, changed));
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
      await job();
    }
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}

function tryWatch(folder: string, changed: () => void): FSWatcher[] {
  for (const each of [folder, dirname(folder)]) {
    try {
      const watcher = watch(each, changed);
      watcher.on('error', () => watcher.close());
      return [watcher];
    } catch {
      // Not there yet.
    }
  }
  return [];
}
