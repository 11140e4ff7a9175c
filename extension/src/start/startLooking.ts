import * as vscode from 'vscode';
import type { EditorSettings } from '../../../cli/src/api/settings.ts';
import { Looker } from '../looks/Looker.ts';
import type { WindowPlace } from '../looks/ProjectState.ts';
import { showLooking } from '../looks/showLooking.ts';
import { HostPreparer } from '../prepare/HostPreparer.ts';
import { projectName } from '../projects/projectName.ts';
import { ReportDocument } from '../report/ReportDocument.ts';
import { StatusBar } from '../status/StatusBar.ts';
import { plainNotice } from '../text/plainText.ts';
import { FindingsView } from '../view/FindingsView.ts';
import { EngineWatch } from '../watch/EngineWatch.ts';
import { watchFiles } from '../watch/watchFiles.ts';
import { loadApi } from './loadApi.ts';
import { windowHost, workspaceFolders } from './lookerHost.ts';

/** What looking needs of the rest of the extension. */
export interface LookingServices {
  place(): WindowPlace;
  settings(): EditorSettings;
  readonly log: vscode.LogOutputChannel;
  readonly extensionVersion: string;
}

/** What commands use of it. */
export interface Looking {
  readonly looker: Looker;
  readonly view: FindingsView;
  readonly report: ReportDocument;
}

/**
 * Everything that looks and shows: the Looker, status bar, view and report, and what has it look anew. The first look is
 * begun and not waited for.
 */
export function startLooking(services: LookingServices, subscriptions: vscode.Disposable[]): Looking {
  const { place, settings, log } = services;
  const looker = new Looker(windowHost(services));
  const view = new FindingsView(looker, place);
  const report = new ReportDocument(looker, services);
  const engineWatch = new EngineWatch(looker, {
    place,
    settings,
    api: loadApi,
    log: (line) => log.debug(line),
  });
  const preparer = new HostPreparer(looker, {
    place,
    settings,
    api: loadApi,
    enabled: () => vscode.workspace.getConfiguration('claudeSessions').get('prepareOnOpen', true),
    log: (line) => log.info(line),
    warn: (project, { message, hint }) => {
      const name = projectName(
        project,
        looker.states.map((state) => state.project),
      );
      log.warn(`Preparing this host for ${project.configFile} failed: ${message}`);
      void warn(plainNotice(`Claude Sessions cannot prepare this host for ${name}: ${message} ${hint}`, 600));
    },
  });
  subscriptions.push(
    looker,
    view,
    report,
    engineWatch,
    preparer,
    new StatusBar(looker, place),
    showLooking(looker, FindingsView.id, place),
    watchFiles(looker, engineWatch, workspaceFolders),
  );
  void looker.refresh('the window was opened');
  return { looker, view, report };
}

async function warn(message: string): Promise<void> {
  const troubleshoot = 'Troubleshoot';
  const chosen = await vscode.window.showWarningMessage(message, troubleshoot);
  if (chosen === troubleshoot) await vscode.commands.executeCommand('claudeSessions.troubleshoot');
}
