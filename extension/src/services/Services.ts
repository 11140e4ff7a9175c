import type * as vscode from 'vscode';
import type { EditorSettings } from '../../../cli/src/api/settings.ts';
import type { Api } from '../../../cli/src/api/types.ts';
import type { ConversationDocuments } from '../conversations/ConversationDocuments.ts';
import type { ConversationList } from '../conversations/ConversationList.ts';
import type { ConversationsView } from '../conversations/ConversationsView.ts';
import type { Looker } from '../looks/Looker.ts';
import type { ReportDocument } from '../report/ReportDocument.ts';
import type { SnapshotList } from '../snapshots/SnapshotList.ts';
import type { FindingsView } from '../view/FindingsView.ts';
import type { ChangeQuestion } from '../window/ChangeQuestion.ts';
import type { Previews } from '../window/Previews.ts';
import type { WindowKind } from '../window/windowKind.ts';

/** The parts of the extension that commands use. */
export interface Services {
  readonly log: vscode.LogOutputChannel;
  readonly looker: Looker;
  readonly view: FindingsView;
  readonly conversations: ConversationList;
  readonly snapshots: SnapshotList;
  readonly sessions: ConversationsView;
  readonly documents: ConversationDocuments;
  readonly report: ReportDocument;
  readonly previews: Previews;
  readonly question: ChangeQuestion;
  /** The folder of the Node host's bundles, absolute. */
  readonly nodeFolder: string;
  api(): Promise<Api>;
  windowKind(): WindowKind;
  settings(): EditorSettings;
}

/** A command: it takes what it is called with as it comes, for anybody may call it with anything. */
export type Command = (services: Services, argument?: unknown) => void | Promise<void>;
