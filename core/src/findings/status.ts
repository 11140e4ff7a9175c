import type { Mode, ShareOptions } from '../share/options.ts';
import { type CheckResult, findingsOf, type StatusState } from './check.ts';
import type { Severity } from './finding.ts';

/**
 * How one dev container stands, in one value: whatever shows it (status bar, tooltip, first line of a report) is made of this.
 */
export interface Status {
  readonly state: StatusState;
  /** The mode that is configured, whether the container is so or not. */
  readonly mode: Mode;
  /** In how many ways the container differs from what is configured; 0 unless `drift`. */
  readonly drift: number;
  /** Findings by their severity, drift among them. */
  readonly errors: number;
  readonly warnings: number;
  /** The whole home of the container's user is configured to be kept. */
  readonly home?: true;
}

const configured: Readonly<Record<Mode, StatusState>> = {
  share: 'shared',
  isolate: 'isolated',
  none: 'notSetUp',
};

/** Makes the one value of what the checks say. @param options those that are configured */
export function statusOf(
  mode: Mode,
  results: readonly CheckResult[],
  options?: Pick<ShareOptions, 'review' | 'home'>,
): Status {
  const findings = findingsOf(results);
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const telling = (state: StatusState) => findingsOf(results.filter(({ check }) => check.status === state));
  const state =
    (['none', 'unreadable', 'drift'] as const).find((each) => telling(each).length > 0) ??
    (mode === 'share' && options?.review ? 'reviewed' : configured[mode]);
  // The evidence has a line for each way.
  const drift = state === 'drift' ? telling(state).flatMap(({ evidence }) => evidence).length : 0;
  const home = options?.home ? ({ home: true } as const) : {};
  return { state, mode, drift, errors: count('error'), warnings: count('warning'), ...home };
}
