import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { accepted, cancelled } from './support/answering.ts';
import { contributedCommands, ours } from './support/ours.ts';
import { pause, until } from './support/waiting.ts';

interface Data {
  /** What is done with what a command asks. */
  answer: 'cancel' | 'accept';
  /** Whether commands are called with what they do not expect, too. */
  junk?: boolean;
  /** How many folders the window has; they may come later than the extensions. */
  folders: number;
}

/** Whatever a key binding, a link or another extension may call a command with. */
const junk: unknown[] = [
  null,
  7,
  'no such thing',
  { uri: 'no uri at all', code: '../../etc', kind: 'edit' },
  { uri: 'no uri at all', code: '../../etc', kind: 'prepare' },
  { about: { project: {}, finding: null } },
  vscode.Uri.parse('untitled:nothing'),
];

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

const answering = (data: unknown) => ((data as Data).answer === 'accept' ? accepted : cancelled);

/** Every contributed command, called as the palette does and with what it does not expect. It never fails: the log says how it ended. */
export const tests: Record<string, (data: unknown) => unknown> = {
  'the window has its folders': (data) =>
    until(
      'the folders',
      () => vscode.workspace.workspaceFolders?.length ?? 0,
      (count) => count === (data as Data).folders,
    ),
  'every command is registered and has a title': async () => {
    await ours().activate();
    const registered = await vscode.commands.getCommands(true);
    for (const { command, title, category } of contributedCommands()) {
      assert.ok(registered.includes(command), `${command} is not registered`);
      assert.match(title, /^[A-Z][^%]+$/, command);
      assert.match(category ?? 'Claude', /Claude/, command);
    }
    const hidden = registered.filter(
      (id) => id.startsWith('claudeSessions.') && !/\.(findings|sessions)/.test(id),
    );
    assert.deepEqual(
      hidden.sort(),
      contributedCommands()
        .map(({ command }) => command)
        .sort(),
    );
  },
  ...Object.fromEntries(
    contributedCommands().map(({ command }) => [
      command,
      (data: unknown) => answering(data)(vscode.commands.executeCommand(command)),
    ]),
  ),
  'nothing breaks by an argument': async (data) => {
    if (!(data as Data).junk) return;
    for (const { command } of contributedCommands()) {
      for (const argument of junk) await answering(data)(vscode.commands.executeCommand(command, argument));
    }
  },
  'no rejection is left unhandled': async () => {
    await pause(1500);
    assert.deepEqual(unhandled.map(String), []);
  },
};
