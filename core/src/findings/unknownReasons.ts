import type { CheckResult } from './check.ts';

/**
 * The checks that could not look, by the reason; in the order in which each reason comes first.
 * @param why the reason of one, as it is shown
 */
export function unknownReasons(
  results: readonly CheckResult[],
  why: (result: CheckResult) => string,
): ReadonlyMap<string, readonly CheckResult[]> {
  const reasons = new Map<string, CheckResult[]>();
  for (const result of results) {
    if (result.state !== 'unknown') continue;
    const reason = why(result);
    reasons.set(reason, [...(reasons.get(reason) ?? []), result]);
  }
  return reasons;
}
