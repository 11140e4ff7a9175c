import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ours } from './support/ours.ts';
import { until } from './support/waiting.ts';

/** What the file was made of and what the answers are looked for in. */
interface Data {
  file: string;
  /** Our Features, as completion offers them. */
  features: string[];
  /** The code of what `source.fixAll` mends, and the text after it. */
  mended: string;
  after: string;
}

const given = (data: unknown) => data as Data;

async function opened(data: unknown): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(given(data).file);
  await vscode.window.showTextDocument(document);
  return document;
}

/** The place in the middle of a text that is there once. */
function placeOf(document: vscode.TextDocument, text: string): vscode.Position {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, text);
  return document.positionAt(at + Math.floor(text.length / 2));
}

const problemsOf = (document: vscode.TextDocument) =>
  vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'claude-sessions');

const codeOf = ({ code }: vscode.Diagnostic) => (typeof code === 'object' ? code.value : code);

/** The language server, asked through the editor's own commands. */
export const tests: Record<string, (data: unknown) => unknown> = {
  'the extension starts by itself': () => until('activation', () => ours().isActive),

  'tells what is wrong, with a link to what is written about it': async (data) => {
    const document = await opened(data);
    const problems = await until(
      'diagnostics',
      () => problemsOf(document),
      ({ length }) => length > 0,
    );
    const problem = problems.find((one) => codeOf(one) === given(data).mended);
    assert.ok(typeof problem?.code === 'object', JSON.stringify(problems));
    assert.match(String(problem.code.target), /^https:/);
  },

  'tells over a path of Claude Code what it is': async (data) => {
    const document = await opened(data);
    const at = placeOf(document, '.credentials.json');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at,
    );
    const words = hovers
      .flatMap(({ contents }) => contents)
      .map((one) => (typeof one === 'string' ? one : one.value));
    assert.match(words.join('\n'), /credential/i);
  },

  'completes our Features': async (data) => {
    const document = await opened(data);
    const inside = '"features": {';
    const at = document.positionAt(document.getText().indexOf(inside) + inside.length);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      at,
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    const missing = given(data).features.filter((feature) => !labels.includes(feature));
    assert.deepEqual(missing, [], labels.join());
  },

  'mends all that an edit can, in one step': async (data) => {
    const document = await opened(data);
    const before = document.getText();
    const whole = new vscode.Range(document.positionAt(0), document.positionAt(before.length));
    const asked = () =>
      vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        whole,
        'source.fixAll.claudeSessions',
        20,
      );
    const [all] = await until('the action for all', asked, (actions) => actions.some(({ edit }) => edit));
    assert.ok(all?.edit);
    assert.ok(problemsOf(document).some((problem) => codeOf(problem) === given(data).mended));
    assert.ok(await vscode.workspace.applyEdit(all.edit));
    assert.equal(document.getText(), given(data).after);
    await until('its diagnostics are gone', () =>
      problemsOf(document).every((problem) => codeOf(problem) !== given(data).mended),
    );
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  },
};
