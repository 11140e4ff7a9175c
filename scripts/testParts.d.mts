/** A file in the report of vitest's JSON reporter, as far as it is counted. */
export interface ReportedFile {
  name: string;
  status: string;
  message?: string;
  assertionResults: readonly { status: string; fullName: string; failureMessages?: readonly string[] }[];
}

export interface Report {
  numPassedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: readonly ReportedFile[];
}

export interface Ended {
  name: string;
  status: number | string;
  report?: Report | undefined;
}

export interface Sum {
  passed: number;
  failed: number;
  skipped: number;
  /** `why`: the first lines of what each try failed with. */
  failures: { name: string; why: string[] }[];
  ok: boolean;
}

export const parts: readonly { name: string; tiers: readonly string[]; waits: boolean }[];
export function addUp(ended: readonly Ended[], options: { skipsAllowed: boolean }): Sum;
export function closingLine(sum: Pick<Sum, 'passed' | 'failed' | 'skipped'>): string;
export function longTests(folder: string): string[];
