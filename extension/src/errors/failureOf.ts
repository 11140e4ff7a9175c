import { commandTitles } from '../text/commandTitles.ts';

/** Why something could not be done, for people. May hold what a container or a file says: to be escaped where it is shown. */
export interface Failure {
  /** `cancelled`: nobody wants to know any more, and nothing is wrong. */
  readonly kind: 'error' | 'cancelled';
  readonly message: string;
  /** What to do next, as a sentence. */
  readonly hint: string;
}

/** Errors come from another bundle, so they are told by their form and not by their class. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { kind: 'error', message: String(error), hint: seeLog };
  const hint = 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;
  return { kind: 'error', message: error.message, hint: hint ?? seeLog };
}

const seeLog = `The log says more ("Claude Sessions: ${commandTitles.showLog}").`;
