import { defaultCollection } from '@claude-sessions/core/features.ts';
import type { Login } from '@claude-sessions/core/share/login.ts';
import * as vscode from 'vscode';
import { askLoginOfAll } from '../change/askLogin.ts';
import { UserError } from '../errors/UserError.ts';
import type { Services } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { withFeature, withoutFeatures } from './defaultFeatures.ts';

const extension = 'ms-vscode-remote.remote-containers';

/** Has every dev container of the user keep Claude's state, or no longer, by a setting of the Dev Containers extension. */
export async function changeDefaultFeatures(services: Services, what: 'keep' | 'stop'): Promise<void> {
  const settings = vscode.workspace.getConfiguration('dev.containers');
  const found = settings.inspect('defaultFeatures');
  // An extension's setting has a default; a setting that nobody has declared cannot be written.
  if (found?.defaultValue === undefined) throw noSetting();
  const collection = services.settings().collection ?? defaultCollection;
  const value = found.globalValue;
  const login = what === 'keep' ? await askLoginOfAll(commandTitles.keepInAll) : 'own';
  if (!login) return;
  const features =
    what === 'keep'
      ? kept(value, collection, login)
      : withoutFeatures(value, collection, 'claude-persist', 'claude-login');
  if (features !== 'unchanged') {
    await settings.update('defaultFeatures', features, vscode.ConfigurationTarget.Global);
  }
  tell(what, features === 'unchanged', login === 'shared');
}

function kept(value: unknown, collection: string, login: Login): ReturnType<typeof withoutFeatures> {
  const rest = login === 'own' ? withoutFeatures(value, collection, 'claude-login') : 'unchanged';
  const present = rest === 'unchanged' ? value : rest;
  const persist = withFeature(present, collection, 'claude-persist');
  const shared = login === 'own' ? undefined : withFeature(persist ?? present, collection, 'claude-login');
  return shared ?? persist ?? rest;
}

function tell(what: 'keep' | 'stop', unchanged: boolean, sharesLogin: boolean): void {
  const words = {
    keep: unchanged
      ? 'Claude’s state is kept in all your dev containers already.'
      : `From their next rebuild on, all your dev containers keep Claude’s state, each in a volume of its own${sharesLogin ? ', and share one login' : ''}. Nothing of the host is shared by this.`,
    stop: unchanged
      ? 'Keeping Claude’s state in all your dev containers was not set.'
      : 'From their next rebuild on, only dev containers that ask for it keep Claude’s state. The volumes stay.',
  };
  const show = 'Show setting';
  const ask = async () => {
    const chosen = await vscode.window.showInformationMessage(words[what], show);
    if (chosen !== show) return;
    await vscode.commands.executeCommand('workbench.action.openSettings', 'dev.containers.defaultFeatures');
  };
  void ask();
}

function noSetting(): UserError {
  return new UserError(
    'The setting dev.containers.defaultFeatures belongs to the Dev Containers extension, which is not there.',
    'Install it and try again.',
    { title: 'Show extension', command: 'extension.open', arguments: [extension] },
  );
}
