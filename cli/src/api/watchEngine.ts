import { type Watch, watchEvents } from '../host/watchEvents.ts';
import { type EditorSettings, engineOf } from './settings.ts';

/**
 * Tells of each thing that happens to dev containers of these folders, until it is disposed of or the engine ends it.
 * @param onEvent told of each; one container makes several in a row
 * @param onEnd told once, with the engine's own words, when it ends by itself; it is not begun again
 */
export function watchEngine(
  settings: EditorSettings,
  folders: readonly string[],
  onEvent: () => void,
  onEnd: (reason: string) => void,
): Watch {
  return watchEvents(engineOf(settings).command, folders, onEvent, onEnd);
}
