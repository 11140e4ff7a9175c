import { TextDocument } from 'vscode-languageserver-textdocument';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';
import type { ProviderInput } from '../../../extension/server/src/providers/providerInput.ts';

/** A devcontainer.json as a provider gets it, and where the cursor is in it: at the mark. */
export function withCursor(
  marked: string,
  options: Partial<ProviderInput> = {},
  mark = '|',
): { input: ProviderInput; offset: number; text: string } {
  const offset = marked.indexOf(mark);
  if (offset < 0) throw new Error(`no ${mark} in ${marked}`);
  const text = marked.slice(0, offset) + marked.slice(offset + mark.length);
  return { input: inputOf(text, options), offset, text };
}

/** A devcontainer.json as a provider gets it. */
export function inputOf(text: string, options: Partial<ProviderInput> = {}): ProviderInput {
  return {
    document: TextDocument.create('file:///app/.devcontainer/devcontainer.json', 'jsonc', 1, text),
    devcontainer: parseDocument(text),
    file: '.devcontainer/devcontainer.json',
    collections: [],
    markdown: true,
    snippets: true,
    ...options,
  };
}
