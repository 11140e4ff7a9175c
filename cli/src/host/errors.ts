import { type Advice, adviceText } from '@claude-sessions/core/findings/advice.ts';

/** Something a user can put right. Printed as it is, without a stack trace; exit code 1 unless it is wrong usage. */
export class UserError extends Error {
  override name = 'UserError';
  /** A sentence: what to do next. */
  readonly hint: string | undefined;
  /** The same as data, where it names commands of ours: an editor names them in its own way. */
  readonly advice: Advice | undefined;
  readonly exitCode: 1 | 2;

  /**
   * @param message what is wrong and where
   */
  constructor(message: string, hint?: string | Advice, exitCode: 1 | 2 = 1) {
    super(message);
    this.advice = typeof hint === 'string' ? undefined : hint;
    this.hint = typeof hint === 'string' ? hint : hint && adviceText(hint);
    this.exitCode = exitCode;
  }
}

/** Wrong words on the command line: exit code 2. */
export class UsageError extends UserError {
  constructor(message: string, hint?: string) {
    super(message, hint, 2);
  }
}
