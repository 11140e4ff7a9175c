import { type Watch, watchEvents } from '../host/watchEvents.ts';
import { type EditorSettings, engineOf } from './settings.ts';

/** What happens to one container comes in bursts: one telling is enough for as long. */
const quietMs = 250;

/**
 * Tells of what happens to dev containers of these folders, until it is disposed of or the engine ends it.
 * @param onEvent told at the beginning of a burst of events, and once more behind it
 * @param onEnd told once, with the engine's own words, when it ends by itself; it is not begun again
 */
export function watchEngine(
  settings: EditorSettings,
  folders: readonly string[],
  onEvent: () => void,
  onEnd: (reason: string) => void,
): Watch {
  const { command } = engineOf(settings);
  let timer: NodeJS.Timeout | undefined;
  let isPending = false;
  const tell = () => {
    isPending = false;
    onEvent();
    timer = setTimeout(() => {
      timer = undefined;
      if (isPending) tell();
    }, quietMs);
  };
  const onLine = () => {
    if (timer) isPending = true;
    else tell();
  };
  const forget = () => clearTimeout(timer);
  const watch = watchEvents(command, folders, onLine, (reason) => {
    forget();
    onEnd(reason);
  });
  return {
    dispose() {
      forget();
      watch.dispose();
    },
  };
}
