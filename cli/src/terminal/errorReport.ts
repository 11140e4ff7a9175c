import { version } from '../../package.json';
import { type ErrorCode, UserError } from '../host/errors.ts';

/** What `--json` prints of a failure: as `schemas/error-report.schema.json` says. */
export interface ErrorReport {
  readonly schemaVersion: 1;
  /** Of claude-sessions. */
  readonly version: string;
  readonly error: {
    readonly code: ErrorCode;
    /** What is wrong, and where. */
    readonly message: string;
    /** What to do next; null where there is nothing to say. */
    readonly next: string | null;
    readonly exitCode: 1 | 2;
  };
}

/** What to do about an error of the system. */
export const putRight = 'Fix this and run the command again.';

export function errorReport(error: unknown): ErrorReport {
  if (error instanceof UserError) {
    const { code, message, hint: next = null, exitCode } = error;
    return report({ code, message, next, exitCode });
  }
  const message = error instanceof Error ? error.message : String(error);
  return isSystemError(error)
    ? report({ code: 'system-error', message, next: putRight, exitCode: 1 })
    : report({
        code: 'internal-error',
        message,
        next: 'This is a fault of claude-sessions. Please report it.',
        exitCode: 1,
      });
}

/** Words that the command line does not take. @param text what is printed of it: what is wrong, then what may have been meant */
export function usageReport(text: string): ErrorReport {
  const [first = '', ...rest] = text.trim().split('\n');
  const message = first.replace(/^error: /, '');
  const next = rest.join(' ').replace(/^\((.*)\)$/, '$1') || 'Run it with --help.';
  return report({ code: 'wrong-usage', message, next, exitCode: 2 });
}

const report = (error: ErrorReport['error']): ErrorReport => ({ schemaVersion: 1, version, error });

export function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
