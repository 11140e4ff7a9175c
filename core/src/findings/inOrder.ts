import type { Finding, Severity } from './finding.ts';
import { places } from './labels.ts';

const severities: readonly Severity[] = ['error', 'warning', 'information'];

/** Findings in the one order in which they are listed: the worst first, then by place, then by code; others of one code as found. */
export function inOrder<Each extends Pick<Finding, 'severity' | 'place' | 'code'>>(
  findings: readonly Each[],
): Each[] {
  return [...findings].sort(
    (one, other) =>
      severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
      places.indexOf(one.place) - places.indexOf(other.place) ||
      (one.code < other.code ? -1 : Number(one.code > other.code)),
  );
}
