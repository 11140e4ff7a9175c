import type { Mode } from '../share/options.ts';
import { type CheckResult, findingsOf } from './check.ts';

/**
 * How one dev container stands, in one value: whatever shows it (status bar, tooltip, first line of a report) is made of this.
 * `none`: there is no devcontainer.json. `unreadable`: it is not valid. `drift`: the container is not as configured.
 */
export interface Status {
  readonly state: 'none' | 'unreadable' | 'notSetUp' | 'shared' | 'isolated' | 'drift';
  /** The mode that is configured, whether the container is so or not. */
  readonly mode: Mode;
  /** In how many ways the container differs from what is configured; 0 unless `drift`. */
  readonly drift: number;
  /** Findings by their severity, drift among them. */
  readonly errors: number;
  readonly warnings: number;
}

/** Codes by which a container is told to differ from its configuration; their evidence has a line for each way. */
const driftCodes: readonly string[] = ['container-drift', 'container-outdated'];

/** Makes the one value of what the checks say. */
export function statusOf(mode: Mode, results: readonly CheckResult[]): Status {
  const findings = findingsOf(results);
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const has = (code: string) => findings.some((finding) => finding.code === code);
  const drift = findings
    .filter(({ code }) => driftCodes.includes(code))
    .reduce((sum, { evidence }) => sum + Math.max(evidence.length, 1), 0);
  const configured = { share: 'shared', isolate: 'isolated', none: 'notSetUp' } as const;
  return {
    state: has('configuration-missing')
      ? 'none'
      : has('configuration-invalid')
        ? 'unreadable'
        : drift > 0
          ? 'drift'
          : configured[mode],
    mode,
    drift,
    errors: count('error'),
    warnings: count('warning'),
  };
}
