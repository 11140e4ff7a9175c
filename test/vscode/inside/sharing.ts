import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { accepted } from './support/answering.ts';
import { ours } from './support/ours.ts';
import { until } from './support/waiting.ts';

/** A devcontainer.json and what it is to be after each command, byte by byte, as Latin-1. */
interface Data {
  file: string;
  before: string;
  shared: string;
  isolated: string;
}

const given = (data: unknown) => data as Data;
const bytes = (data: unknown) => readFileSync(given(data).file, 'latin1');

async function run(command: string): Promise<void> {
  await accepted(vscode.commands.executeCommand(`claudeSessions.${command}`));
}

async function step(data: unknown, command: 'undo' | 'redo', expected: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(given(data).file);
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand(command);
  assert.ok(await document.save());
  assert.equal(bytes(data), expected);
}

/** What the commands make of a file that has a byte order mark, comments and line ends of Windows. */
export const tests: Record<string, (data: unknown) => unknown> = {
  'the extension starts by itself': () => until('activation', () => ours().isActive),
  'shares, changing no more than the command line does': async (data) => {
    await run('share');
    assert.equal(bytes(data), given(data).shared);
    assert.deepEqual(
      vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty),
      [],
    );
  },
  'is one step to undo, and to do again': async (data) => {
    await step(data, 'undo', given(data).before);
    await step(data, 'redo', given(data).shared);
  },
  isolates: async (data) => {
    await run('isolate');
    assert.equal(bytes(data), given(data).isolated);
  },
  'removes all of it again': async (data) => {
    await run('remove');
    assert.equal(bytes(data), given(data).before);
  },
};
