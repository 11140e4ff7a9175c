import { watchPodsArgs } from '../host/kubectl.ts';
import { type Watch, watchEvents, watchLines } from '../host/watchEvents.ts';
import type { Places } from './reconcile.ts';

/** A program that ended is begun again after this, and after twice as long each time that it ends at once. */
const firstPauseMs = 2000;
const longestPauseMs = 60_000;
/** One that ran for so long ended for a reason of its own: a server closes its watches from time to time. */
const steadyMs = 30_000;

type Start = (onEvent: () => void, onEnd: (reason: string) => void) => Watch;

/**
 * Tells of each thing that happens to a container or a pod, until it is disposed of. What ends is begun again, and that is told as
 * well, since something may have happened meanwhile.
 * @param onEnd told why a program ended, the first time in a row
 */
export function watchPlaces(
  { engine, kubectl }: Places,
  onEvent: () => void,
  onEnd: (reason: string) => void,
): Watch {
  const starts: Start[] = [
    ...(engine
      ? [
          (event: () => void, end: (reason: string) => void) =>
            watchEvents(engine.command, undefined, event, end),
        ]
      : []),
    ...(kubectl
      ? watchPodsArgs(kubectl).map(
          (args): Start =>
            (event, end) =>
              watchLines({ command: kubectl.command, args }, event, end),
        )
      : []),
  ];
  const kept = starts.map((start) => keepWatching(start, onEvent, onEnd));
  return {
    dispose() {
      for (const each of kept) each.dispose();
    },
  };
}

function keepWatching(start: Start, onEvent: () => void, onEnd: (reason: string) => void): Watch {
  let watch: Watch | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pause = firstPauseMs;
  const begin = () => {
    const since = performance.now();
    watch = start(onEvent, (reason) => {
      if (performance.now() - since > steadyMs) pause = firstPauseMs;
      if (pause === firstPauseMs) onEnd(reason);
      timer = setTimeout(() => {
        begin();
        onEvent();
      }, pause);
      pause = Math.min(2 * pause, longestPauseMs);
    });
  };
  begin();
  return {
    dispose() {
      clearTimeout(timer);
      watch?.dispose();
    },
  };
}
