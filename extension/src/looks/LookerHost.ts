import type { EditorSettings } from '../../../cli/src/api/settings.ts';
import type { Api } from '../../../cli/src/api/types.ts';
import type { WindowKind } from '../window/windowKind.ts';

/** The window, as the Looker needs it; a test's, where there is no VS Code. */
export interface LookerHost {
  api(): Promise<Pick<Api, 'findProjects' | 'foldersBelow' | 'lookAtProject'>>;
  /** The workspace folders that are on a file system, absolute. */
  folders(): readonly string[];
  windowKind(): WindowKind;
  settings(): EditorSettings;
  /** The text of a file in an editor, where it has what is not saved. */
  unsavedText(path: string): string | undefined;
  /** A line of the log. */
  log(line: string): void;
  /** An error for the log, with all that it says. */
  logError(what: string, error: unknown): void;
}
