import type { Login } from '@claude-sessions/core/share/login.ts';
import * as vscode from 'vscode';

const choices: readonly { readonly login: Login; readonly label: string; readonly detail: string }[] = [
  {
    login: 'shared',
    label: 'Log in once for all dev containers',
    detail: 'Each of them can read the login; /logout in one logs out all.',
  },
  {
    login: 'own',
    label: 'Log in here for this dev container only',
    detail: 'Once: its login is kept across rebuilds.',
  },
  {
    login: 'token',
    label: 'Use CLAUDE_CODE_OAUTH_TOKEN',
    detail: "The host's variable is given to the container.",
  },
  {
    login: 'host-readonly',
    label: 'Use the login of this host',
    detail: 'Its access token, to read; this host alone renews it.',
  },
];

/** Asks how Claude Code in a container logs in. @param now marked as what holds @returns undefined when it is to stay as it was */
export async function askLogin(title: string, now?: Login, among = choices): Promise<Login | undefined> {
  const items = among.map(({ login, ...item }) => ({
    ...item,
    login,
    ...(login === now && { description: 'now' }),
  }));
  const placeHolder = 'How does Claude Code log in there?';
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
  return picked?.login;
}

/** The same for dev containers to come, which have no host's variable yet. */
export const askLoginOfAll = (title: string) => askLogin(title, undefined, choices.slice(0, 2));
