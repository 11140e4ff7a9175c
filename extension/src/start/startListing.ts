import * as vscode from 'vscode';
import { ConversationDocuments } from '../conversations/ConversationDocuments.ts';
import { ConversationList } from '../conversations/ConversationList.ts';
import { ConversationsView } from '../conversations/ConversationsView.ts';
import type { Services } from '../services/Services.ts';
import { SnapshotList } from '../snapshots/SnapshotList.ts';
import { ConversationWatch } from '../watch/ConversationWatch.ts';
import { workspaceFolders } from '../window/workspaceFolders.ts';

/** Everything that lists conversations and their snapshots, and shows them. Nothing is listed before somebody looks. */
export function startListing(
  {
    api,
    windowKind,
    settings,
    looker,
    log,
  }: Pick<Services, 'api' | 'windowKind' | 'settings' | 'looker' | 'log'>,
  subscriptions: vscode.Disposable[],
): Pick<Services, 'conversations' | 'snapshots' | 'sessions' | 'documents'> {
  const folders = () => workspaceFolders().map(({ uri }) => uri.fsPath);
  const logError = (what: string, error: unknown) =>
    log.error(what, error instanceof Error ? error : String(error));
  const conversations = new ConversationList({ api, folders, windowKind, settings, logError });
  const snapshots = new SnapshotList({ api, folders, windowKind, logError });
  const sessions = new ConversationsView(conversations, snapshots, { windowKind, folders });
  const documents = new ConversationDocuments(conversations, { api });
  const watch = new ConversationWatch({
    ...{ api, folders, windowKind },
    isVisible: () => sessions.isVisible,
    changed: () => sessions.changed('host'),
    log: (line) => log.warn(line),
  });
  const changed = () => {
    watch.update();
    sessions.changed('all');
  };
  subscriptions.push(
    conversations,
    snapshots,
    sessions,
    documents,
    watch,
    sessions.onDidChangeVisibility(() => watch.update()),
    // Containers come and go, and what they wrote is carried.
    looker.onDidChange(() => {
      if (!looker.looking) changed();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(changed),
    vscode.workspace.onDidGrantWorkspaceTrust(changed),
  );
  watch.update();
  return { conversations, snapshots, sessions, documents };
}
