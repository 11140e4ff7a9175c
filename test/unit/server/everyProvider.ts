import { expect } from 'vitest';
import type { CodeAction, Diagnostic, Range, TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { readClient } from '../../../extension/server/src/contract/client.ts';
import { type CheckedText, OpenFile } from '../../../extension/server/src/file/OpenFile.ts';
import { codeActions } from '../../../extension/server/src/providers/codeActions.ts';
import { completion } from '../../../extension/server/src/providers/completion.ts';
import { diagnostics } from '../../../extension/server/src/providers/diagnostics.ts';
import { hover } from '../../../extension/server/src/providers/hover.ts';
import type { ProviderInput } from '../../../extension/server/src/providers/providerInput.ts';

const uri = 'file:///app/.devcontainer/devcontainer.json';
const client = readClient({});

/** A text as the server has it open. */
export function open(source: string): { file: OpenFile; reading: CheckedText; input: ProviderInput } {
  const document = TextDocument.create(uri, 'jsonc', 1, source);
  const file = new OpenFile(uri, '.devcontainer/devcontainer.json', []);
  const reading = file.read(document);
  const input = {
    document,
    devcontainer: reading.configuration.document,
    file: file.file,
    collections: [],
    markdown: true,
    snippets: true,
  };
  return { file, reading, input };
}

/** Asks every provider about a text, at some offsets; whatever they say has to be in the text, and of bounded size. */
export async function askAll(source: string, offsets: readonly number[]): Promise<Diagnostic[]> {
  const { file, reading, input } = open(source);
  const { document } = input;
  const found = diagnostics(reading, readClient({}));
  for (const { range, message } of found) {
    expectWithin(document, range);
    expect(JSON.stringify(message).length).toBeLessThan(5000);
  }
  for (const offset of offsets) {
    const said = hover(input, offset);
    if (said?.range) expectWithin(document, said.range);
    expect(JSON.stringify(said).length).toBeLessThan(5000);
    const items = completion(input, offset);
    expect(items.length).toBeLessThan(20);
    for (const { textEdit, additionalTextEdits = [] } of items) {
      const edits =
        textEdit && 'range' in textEdit ? [textEdit, ...additionalTextEdits] : additionalTextEdits;
      expectEdits(document, edits);
    }
  }
  const range = { start: document.positionAt(0), end: document.positionAt(source.length) };
  const actions = await codeActions(file, reading, { range, context: { diagnostics: [] } }, client);
  expect(actions.length).toBeLessThan(2000);
  for (const action of actions) expectEdits(document, editsOf(action));
  return found;
}

function editsOf({ edit }: CodeAction): TextEdit[] {
  return Object.values(edit?.changes ?? {}).flat();
}

function expectEdits(document: TextDocument, edits: readonly TextEdit[]): void {
  for (const { range } of edits) expectWithin(document, range);
  expect(typeof TextDocument.applyEdits(document, [...edits])).toBe('string');
}

function expectWithin(document: TextDocument, { start, end }: Range): void {
  expect(document.positionAt(document.offsetAt(start))).toEqual(start);
  expect(document.positionAt(document.offsetAt(end))).toEqual(end);
  expect(document.offsetAt(start)).toBeLessThanOrEqual(document.offsetAt(end));
}
