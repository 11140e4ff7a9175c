import * as vscode from 'vscode';
import type { LookerHost } from '../looks/LookerHost.ts';
import { loadApi } from './loadApi.ts';
import type { LookingServices } from './startLooking.ts';

/** This window, as the Looker needs it. */
export function windowHost({ place, settings, log }: LookingServices): LookerHost {
  return {
    api: loadApi,
    folders: () => workspaceFolders().map(({ uri }) => uri.fsPath),
    place,
    settings,
    unsavedText: (path) => dirtyDocument(path)?.getText(),
    log: (line) => log.debug(line),
    logError: (what, error) => log.error(what, error instanceof Error ? error : String(error)),
  };
}

/** The folders of the workspace that are on a file system; of others nothing can be known. */
export function workspaceFolders(): vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

function dirtyDocument(path: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && uri.scheme === 'file' && uri.fsPath === path,
  );
}
