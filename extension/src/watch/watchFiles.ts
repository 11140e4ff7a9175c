import * as vscode from 'vscode';
import { Delayed } from '../looks/Delayed.ts';
import type { Looker } from '../looks/Looker.ts';
import { changesSettings } from '../settings/readSettings.ts';
import type { EngineWatch } from './EngineWatch.ts';
import { watchedFiles } from './watchedFiles.ts';

/** Saving, checking out and our own commands write several files in a row. */
const filesWait = 300;
/** Nobody wants to be told of a word that is being typed. */
const typingWait = 800;

/** Has the Looker look anew when something is another: files, folders, what is typed, trust, settings. */
export function watchFiles(
  looker: Looker,
  engineWatch: EngineWatch,
  folders: () => readonly vscode.WorkspaceFolder[],
): vscode.Disposable {
  const changed = new Delayed(filesWait, () => void looker.refresh('files have changed'));
  const typed = new Map<string, Delayed>();
  const isProject = (path: string) => looker.states.some(({ project }) => project.configFile === path);
  const onText = ({ uri }: vscode.TextDocument) => {
    if (uri.scheme !== 'file' || !isProject(uri.fsPath)) return;
    const path = uri.fsPath;
    const known = typed.get(path);
    const delayed = known ?? new Delayed(typingWait, () => void looker.refreshOne(path, 'it was edited'));
    if (!known) typed.set(path, delayed);
    delayed.restart();
  };
  let watchers: vscode.Disposable[] = [];
  const watchFolders = () => {
    for (const watcher of watchers) watcher.dispose();
    watchers = folders().map((folder) => watchFolder(folder, () => changed.request()));
  };
  watchFolders();
  const listening = [
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      watchFolders();
      void looker.refresh('the folders of the workspace are others');
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void looker.refresh('the workspace is trusted now')),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (changesSettings(change)) void looker.refresh('settings have changed');
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) onText(document);
    }),
    // What was typed and not saved is gone.
    vscode.workspace.onDidCloseTextDocument(onText),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused && engineWatch.ended) void looker.refresh('the window is in use again');
    }),
  ];
  return {
    dispose: () => {
      for (const one of [...listening, ...watchers, changed, ...typed.values()]) one.dispose();
    },
  };
}

function watchFolder(folder: vscode.WorkspaceFolder, onChange: () => void): vscode.Disposable {
  const pattern = new vscode.RelativePattern(folder, watchedFiles);
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  watcher.onDidChange(onChange);
  watcher.onDidCreate(onChange);
  watcher.onDidDelete(onChange);
  return watcher;
}
