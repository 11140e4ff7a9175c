import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

/** What a command may take before it counts as one that asks: then it is dismissed. */
const patience = 5000;

/** Calls every command that our extension has registered, palette and internal ones; whatever comes of it. */
export const tests = {
  'the window is trusted or not, as it is meant to be': (data: unknown) => {
    assert.equal(vscode.workspace.isTrusted, (data as { trusted: boolean }).trusted);
  },
  'every command': async (data: unknown) => {
    const { config } = data as { config: string };
    const extension = vscode.extensions.getExtension('claude-sessions.claude-sessions');
    await extension?.activate();
    await vscode.window.showTextDocument(vscode.Uri.file(config));
    const titled = extension?.packageJSON.contributes.commands.map(
      ({ command }: { command: string }) => command,
    );
    const known = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('claudeSessions.'));
    for (const id of titled) assert.ok(known.includes(id), `${id} is not registered`);
    for (const id of known.filter((name) => !isOfViews(name))) await call(id);
  },
};

/** VS Code's own commands on our view: `.focus`, `.resetViewLocation` and the like. */
const isOfViews = (id: string) => /^claudeSessions\.\w+\./.test(id);

async function call(id: string): Promise<void> {
  const done = Promise.resolve(vscode.commands.executeCommand(id)).then(
    () => true,
    () => true,
  );
  if (await Promise.race([done, sleep(patience, false)])) return;
  for (const dismiss of ['workbench.action.closeQuickOpen', 'claudeSessions.cancelChange'])
    await vscode.commands.executeCommand(dismiss);
  await Promise.race([done, sleep(patience)]);
}
