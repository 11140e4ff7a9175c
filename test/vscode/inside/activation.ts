import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ours } from './support/ours.ts';
import { until } from './support/waiting.ts';

/** Whether the folder of the window is to start the extension. */
export const tests: Record<string, (data: unknown) => unknown> = {
  'the extension starts where there is a devcontainer.json, and nowhere else': async (data) => {
    // It starts when VS Code has looked for the files of every extension, and so after ours.
    await until('VS Code is ready', () => vscode.extensions.getExtension('probe.probe')?.isActive);
    const { active } = data as { active: boolean };
    if (active) await until('activation', () => ours().isActive);
    assert.equal(ours().isActive, active);
  },
};
