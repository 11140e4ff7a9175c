import type { Hover } from 'vscode-languageserver';
import type { ProviderInput } from './providerInput.ts';

/** What is said of the place under the pointer; null when there is nothing of ours. */
export function hover(_input: ProviderInput, _offset: number): Hover | null {
  return null;
}
