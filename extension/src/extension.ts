import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { registerCommands } from './commands/registerCommands.ts';
import { showError } from './errors/showError.ts';
import type { LanguageServer } from './language/LanguageServer.ts';
import { serveLanguage } from './language/serveLanguage.ts';
import type { Services } from './services/Services.ts';
import { readSettings } from './settings/readSettings.ts';
import { loadApi } from './start/loadApi.ts';
import { startListing } from './start/startListing.ts';
import { startLooking } from './start/startLooking.ts';
import { ChangeQuestion } from './window/ChangeQuestion.ts';
import { createLog } from './window/createLog.ts';
import { Previews } from './window/Previews.ts';
import { claudeStatePath, windowKindOf } from './window/windowKind.ts';

let server: LanguageServer | undefined;

/** Called by VS Code when a folder with a dev container is open, or one of the commands is run. Waits for nothing. */
export function activate(context: vscode.ExtensionContext): void {
  const log = createLog();
  context.subscriptions.push(log);
  try {
    start(context, log);
  } catch (error) {
    void showError(log, 'Starting Claude Sessions failed', error);
  }
}

/** Called by VS Code at the end. */
export async function deactivate(): Promise<void> {
  await server?.stop();
}

function start(
  { subscriptions, extensionPath, extension }: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
) {
  const hasClaudeState = existsSync(claudeStatePath);
  const windowKind = () =>
    windowKindOf({
      trusted: vscode.workspace.isTrusted,
      remoteName: vscode.env.remoteName,
      hasClaudeState,
      remoteContainers: process.env.REMOTE_CONTAINERS,
    });
  const extensionVersion = String(extension.packageJSON.version);
  log.info(
    `Claude Sessions ${extensionVersion}, VS Code ${vscode.version}, ${process.platform}, ${windowKind()}`,
  );
  const nodeFolder = join(extensionPath, 'dist', 'node');
  const basics = { api: loadApi, windowKind, settings: readSettings, log, nodeFolder };
  const previews = new Previews();
  const looking = startLooking(basics, extensionVersion, subscriptions);
  const services: Services = {
    ...basics,
    ...looking,
    ...startListing({ ...basics, ...looking }, subscriptions),
    previews,
    question: new ChangeQuestion(),
  };
  subscriptions.push(previews, ...registerCommands(services));
  server = serveLanguage(services, subscriptions);
}
