import { type Advice, adviceText } from '@claude-sessions/core/findings/advice.ts';
import { paletteCommand } from '../text/commandTitles.ts';
import { plainNotice } from '../text/plainText.ts';
import type { Action } from './UserError.ts';

interface ErrorMessage {
  /** `told`: the user can put it right. `fault`: it is ours. `cancelled`: nothing is to be said. */
  readonly kind: 'told' | 'fault' | 'cancelled';
  /** Plain text. */
  readonly message: string;
  readonly action?: Action;
}

/** Toasts hold no more. */
const longest = 700;

/**
 * An error in words for a message box. Errors come from several bundles, so they are told by name and form and not by class.
 * @param what was being done, as a clause: "Sharing failed"
 */
export function errorMessage(what: string, error: unknown): ErrorMessage {
  if (!(error instanceof Error)) return fault(what, String(error));
  // Node's, and VS Code's.
  if (error.name === 'AbortError' || error.name === 'Canceled') {
    return { kind: 'cancelled', message: '' };
  }
  const { hint, advice, action } = error as { hint?: unknown; advice?: Advice; action?: Action };
  const next = advice ? adviceText(advice, paletteCommand) : hint;
  if (typeof next === 'string') return told(error.message, next, action);
  if (error.name === 'UserError') return told(error.message, '', action);
  if ('syscall' in error) return told(`${what}: ${error.message}.`, 'Fix this and try again.');
  return fault(what, error.message);
}

function told(message: string, hint: string, action?: Action): ErrorMessage {
  const words = plainNotice(`${message} ${hint}`.trim(), longest);
  return { kind: 'told', message: words, ...(action && { action }) };
}

function fault(what: string, message: string): ErrorMessage {
  const words = `${what}, by a fault of Claude Sessions: ${message}. The log says more.`;
  return { kind: 'fault', message: plainNotice(words, longest) };
}
