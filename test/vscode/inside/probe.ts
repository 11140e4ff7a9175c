import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** What the harness proves itself with; the second one has to fail. */
export const tests = {
  'the installed extension is under test': async (data: unknown) => {
    const { extensionPath } = data as { extensionPath: string };
    const probe = vscode.extensions.getExtension('probe.probe');
    assert.ok(probe);
    assert.equal(probe.extensionPath, extensionPath);
    await probe.activate();
    assert.ok((await vscode.commands.getCommands(true)).includes('probe.hello'));
  },
  'a test that fails': () => {
    assert.equal(vscode.workspace.name, 'another name');
  },
};
