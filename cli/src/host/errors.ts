import { type Advice, adviceText } from '@claude-sessions/core/findings/advice.ts';

/**
 * What kind of failure it is, for programs: what `--json` prints of it (`schemas/error-report.schema.json`). A code that was
 * released stays; `failed` is what has none of its own yet.
 */
export const errorCodes = [
  'wrong-usage',
  'no-configuration',
  'several-configurations',
  'not-set-up',
  'not-approved',
  'engine-unreachable',
  'container-not-as-configured',
  'container-did-not-start',
  'cancelled',
  'failed',
  'system-error',
  'internal-error',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Something a user can put right. Printed as it is, without a stack trace; exit code 1 unless it is wrong usage. */
export class UserError extends Error {
  override name = 'UserError';
  /** A sentence: what to do next. */
  readonly hint: string | undefined;
  /** The same as data, where it names commands of ours: an editor names them in its own way. */
  readonly advice: Advice | undefined;
  readonly exitCode: 1 | 2;
  code: ErrorCode;

  /**
   * @param message what is wrong and where
   */
  constructor(message: string, hint?: string | Advice, exitCode: 1 | 2 = 1) {
    super(message);
    this.advice = typeof hint === 'string' ? undefined : hint;
    this.hint = typeof hint === 'string' ? hint : hint && adviceText(hint);
    this.exitCode = exitCode;
    this.code = exitCode === 2 ? 'wrong-usage' : 'failed';
  }

  /** Says what kind of failure it is. */
  as(code: ErrorCode): this {
    this.code = code;
    return this;
  }
}

/** Wrong words on the command line: exit code 2. */
export class UsageError extends UserError {
  constructor(message: string, hint?: string) {
    super(message, hint, 2);
  }
}
