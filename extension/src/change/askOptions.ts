import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import * as vscode from 'vscode';
import { askLogin } from './askLogin.ts';
import { chosenNames, optionsOf, shareChoices } from './shareChoices.ts';

/** Asks what a mode is to have. @returns undefined when it is to stay as it was */
export async function askOptions(
  title: string,
  options: ShareOptions,
  personal: boolean,
  mode: Mode,
): Promise<{ options: ShareOptions; personal: boolean } | undefined> {
  const chosen = chosenNames(options, personal);
  const choices = mode === 'share' ? shareChoices : shareChoices.filter(({ isolated }) => isolated);
  const items = choices.map(({ name, label, detail }) => {
    return { label, detail, name, picked: chosen.includes(name) };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder:
      mode === 'share'
        ? "What is shared beside this project's conversations?"
        : 'What does the container have beside Claude’s state?',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  const login = picked && (await askLogin(title, options.login));
  return (
    login &&
    optionsOf(
      picked.map(({ name }) => name),
      login,
      options.otel === 'off' ? 'host' : options.otel,
    )
  );
}
