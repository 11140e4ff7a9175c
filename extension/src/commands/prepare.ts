import * as vscode from 'vscode';
import { preparedMessage } from '../prepare/preparedMessage.ts';
import { pickProject } from '../projects/pickProject.ts';
import type { Command } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { requireHost } from '../window/requireTrust.ts';

const title = commandTitles.prepare;

/** Makes what the mounts of a shared dev container need. */
export const prepare: Command = async (services, argument) => {
  requireHost(services.windowKind(), title);
  const project = await pickProject(services, title, argument);
  if (!project) return;
  const api = await services.api();
  const window = { location: vscode.ProgressLocation.Window, title: 'Preparing host folders' };
  const result = await vscode.window.withProgress(window, () =>
    api.prepareProject(project, services.settings()),
  );
  for (const path of result?.made ?? []) services.log.info(`Made ${path}`);
  void vscode.window.showInformationMessage(preparedMessage(project, result));
  await services.looker.refreshOne(project.configFile, 'this host was prepared');
};
