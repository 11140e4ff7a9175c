import * as vscode from 'vscode';
import { keepGuard } from '../guard/keepGuard.ts';
import { Looker } from '../looks/Looker.ts';
import { showLooking } from '../looks/showLooking.ts';
import { HostPreparer } from '../prepare/HostPreparer.ts';
import { projectName } from '../projects/projectName.ts';
import { ReportDocument } from '../report/ReportDocument.ts';
import type { Services } from '../services/Services.ts';
import { showKeeping } from '../settings/showKeeping.ts';
import { StatusBar } from '../status/StatusBar.ts';
import { commandId } from '../text/commandTitles.ts';
import { plainNotice } from '../text/plainText.ts';
import { FindingsView } from '../view/FindingsView.ts';
import { EngineWatch } from '../watch/EngineWatch.ts';
import { HostLoginWatch } from '../watch/HostLoginWatch.ts';
import { ReviewWatch } from '../watch/ReviewWatch.ts';
import { watchFiles } from '../watch/watchFiles.ts';
import { workspaceFolders } from '../window/workspaceFolders.ts';
import { lookerHost } from './lookerHost.ts';

/**
 * Everything that looks and shows: the Looker, status bar, view and report, and what has it look anew. The first look is
 * begun and not waited for.
 */
export function startLooking(
  services: Pick<Services, 'api' | 'windowKind' | 'settings' | 'log' | 'nodeFolder'>,
  extensionVersion: string,
  subscriptions: vscode.Disposable[],
): Pick<Services, 'looker' | 'view' | 'report'> {
  const { api, windowKind, settings, log } = services;
  const looker = new Looker(lookerHost(services));
  const view = new FindingsView(looker, windowKind);
  const report = new ReportDocument(looker, { api, windowKind, extensionVersion });
  const engineWatch = new EngineWatch(looker, {
    windowKind,
    settings,
    api,
    log: (line) => log.debug(line),
  });
  const preparer = new HostPreparer(looker, {
    windowKind,
    settings,
    api,
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
  const reviewWatch = new ReviewWatch(looker, {
    windowKind,
    api,
    log: (line) => log.warn(line),
    tell: (project, lines) => {
      for (const line of lines) log.info(`${project.configFile}: ${plainNotice(line)}`);
      void warn(plainNotice(`Claude Sessions: ${lines.map((line) => line.trim()).join(' ')}`, 600));
    },
    changed: ({ configFile }) => void looker.refreshOne(configFile, 'conversations were carried'),
  });
  subscriptions.push(
    looker,
    reviewWatch,
    new HostLoginWatch(looker, { windowKind, api, log: (line) => log.warn(line) }),
    view,
    report,
    engineWatch,
    preparer,
    new StatusBar(looker, windowKind),
    showLooking(looker, FindingsView.id, windowKind),
    showKeeping(settings),
    watchFiles(looker, engineWatch, workspaceFolders),
  );
  void keepGuard(services);
  void looker.refresh('the window was opened');
  return { looker, view, report };
}

async function warn(message: string): Promise<void> {
  const troubleshoot = 'Troubleshoot';
  const chosen = await vscode.window.showWarningMessage(message, troubleshoot);
  if (chosen === troubleshoot) await vscode.commands.executeCommand(commandId('troubleshoot'));
}
