import { counted } from '@claude-sessions/core/counted.ts';
import * as vscode from 'vscode';
import { noFolder } from '../projects/pickProject.ts';
import type { Command } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { plainNotice } from '../text/plainText.ts';
import { sizeWords } from '../text/sizeWords.ts';
import { pickFolder } from '../window/pickFolder.ts';
import { requireHost } from '../window/requireTrust.ts';
import { workspaceFolders } from '../window/workspaceFolders.ts';
import { withProgress } from './withProgress.ts';

const title = commandTitles.takeSnapshot;

/** Keeps a project's conversations as they are now, under a name if the user has one. */
export const takeSnapshot: Command = async (services) => {
  requireHost(services.windowKind(), title);
  if (workspaceFolders().length === 0) throw noFolder();
  const folder = await pickFolder(title);
  if (folder === undefined) return;
  const prompt = 'A name for the snapshot, or nothing';
  const name = (await vscode.window.showInputBox({ title, prompt }))?.trim();
  if (name === undefined) return;
  const api = await services.api();
  const taken = await withProgress('Taking a snapshot', () => api.takeSnapshot(folder, name || undefined));
  await services.snapshots.refresh();
  const { snapshot, newBytes, leftOut } = taken;
  const has = `${counted(snapshot.conversations.length, 'conversation')}, ${sizeWords(snapshot.size)}`;
  const message = `There is a new snapshot: ${has}, of which ${sizeWords(newBytes)} are new.`;
  const trouble = leftOut.length > 0 ? ` Left out: ${leftOut.join(' ')}` : '';
  const tell = trouble ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  void tell(plainNotice(`${message}${trouble}`, 600));
};
