import type { CompletionItem } from 'vscode-languageserver';
import type { ProviderInput } from './providerInput.ts';

/** What can be written at the cursor; empty when nothing of ours can. */
export function completion(_input: ProviderInput, _offset: number): CompletionItem[] {
  return [];
}
