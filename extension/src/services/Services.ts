import type * as vscode from 'vscode';
import type { EditorSettings } from '../../../cli/src/api/settings.ts';
import type { Api } from '../../../cli/src/api/types.ts';
import type { WindowPlace } from '../looks/ProjectState.ts';
import type { Looking } from '../start/startLooking.ts';
import type { Previews } from '../window/Previews.ts';

/** What commands use of the extension. */
export interface Services extends Looking {
  readonly log: vscode.LogOutputChannel;
  readonly previews: Previews;
  /** Where the Node host's bundles are, absolute. */
  readonly nodeFolder: string;
  api(): Promise<Api>;
  place(): WindowPlace;
  settings(): EditorSettings;
}

/** A command: it takes what it is called with as it comes, for anybody may call it with anything. */
export type Command = (services: Services, argument?: unknown) => void | Promise<void>;
