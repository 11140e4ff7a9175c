import { counted } from '@claude-sessions/core/counted.ts';
import * as vscode from 'vscode';
import type { KeptForEditor } from '../../../cli/src/api/types.ts';
import { conversationTitle } from '../conversations/conversationLine.ts';
import { noFolder } from '../projects/pickProject.ts';
import type { Command, Services } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { sizeWords } from '../text/sizeWords.ts';
import { whenWords } from '../text/whenWords.ts';
import { pickFolder } from '../window/pickFolder.ts';
import { requireHost } from '../window/requireTrust.ts';
import { workspaceFolders } from '../window/workspaceFolders.ts';
import { withProgress } from './withProgress.ts';

const title = commandTitles.restoreConversations;

/** Brings back conversations that snapshots have and that are gone, or shorter than they were: those that the user picks. */
export const restoreConversations: Command = async (services) => {
  requireHost(services.windowKind(), title);
  if (workspaceFolders().length === 0) throw noFolder();
  const folder = await pickFolder(title);
  if (folder === undefined) return;
  const api = await services.api();
  const kept = await withProgress('Comparing with the snapshots', () => api.deletedConversations(folder));
  if (kept.length === 0) {
    void vscode.window.showInformationMessage('Of what the snapshots have, no conversation is missing.');
    return;
  }
  const chosen = await pickKept(kept);
  if (!chosen || chosen.length === 0) return;
  const sessions = chosen.map(({ session }) => session);
  const count = await withProgress('Restoring', () =>
    api.restoreConversations(folder, sessions, services.settings()),
  );
  await refresh(services);
  void vscode.window.showInformationMessage(
    `${counted(count, 'conversation')} ${count === 1 ? 'is' : 'are'} back.`,
  );
};

async function pickKept(kept: readonly KeptForEditor[]): Promise<readonly KeptForEditor[] | undefined> {
  const now = Date.now();
  const items = kept.map((one) => ({ ...wordsOf(one, now), one }));
  const options = { title, placeHolder: 'Which conversations come back?', canPickMany: true } as const;
  return (await vscode.window.showQuickPick(items, options))?.map(({ one }) => one);
}

function wordsOf({ session, title: customTitle, isGone, size, changedAt }: KeptForEditor, now: number) {
  return {
    label: conversationTitle({ id: session, customTitle, isRemnant: false }),
    description: [
      whenWords(changedAt, now),
      isGone ? 'deleted' : 'shorter than it was',
      sizeWords(size),
    ].join(' · '),
  };
}

async function refresh({ conversations, snapshots }: Services): Promise<void> {
  await Promise.all([conversations.refresh(), snapshots.refresh()]);
}
