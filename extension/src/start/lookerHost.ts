import { unsavedText } from '../edit/fileText.ts';
import type { LookerHost } from '../looks/LookerHost.ts';
import type { Services } from '../services/Services.ts';
import { workspaceFolders } from '../window/workspaceFolders.ts';

/** This window, as the Looker needs it. */
export function lookerHost({
  api,
  windowKind,
  settings,
  log,
}: Pick<Services, 'api' | 'windowKind' | 'settings' | 'log'>): LookerHost {
  return {
    api,
    folders: () => workspaceFolders().map(({ uri }) => uri.fsPath),
    windowKind,
    settings,
    unsavedText,
    log: (line) => log.debug(line),
    logError: (what, error) => log.error(what, error instanceof Error ? error : String(error)),
  };
}
