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

/** `shard`: the share of its files, as vitest's `--shard` takes it. */
export interface Part {
  name: string;
  tiers: readonly string[];
  shard?: string;
  waits: boolean;
}

export function partsOf(asRoot: boolean): Part[];
export function addUp(ended: readonly Ended[], options: { skipsAllowed: boolean }): Sum;
export function closingLine(sum: Pick<Sum, 'passed' | 'failed' | 'skipped'>): string;
export function longTests(folder: string): string[];
