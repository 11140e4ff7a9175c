import type { CheckResult } from './check.ts';

/**
 * The checks that could not look, by the reason; in the order in which each reason comes first.
 * @param why the reason of one, as it is shown
 */
export function unknownReasons(
  results: readonly CheckResult[],
  why: (result: CheckResult) => string,
): ReadonlyMap<string, readonly CheckResult[]> {
  return grouped(results, (result) => (result.state === 'unknown' ? why(result) : undefined));
}

/**
 * The checks whose findings follow from another's, by that; in the order in which each comes first.
 * @param name of the other, as it is shown
 */
export function followers(
  results: readonly CheckResult[],
  name: (cause: CheckResult['check']) => string,
): ReadonlyMap<string, readonly CheckResult[]> {
  return grouped(results, (result) => (result.state === 'follows' ? name(result.cause) : undefined));
}

function grouped(
  results: readonly CheckResult[],
  keyOf: (result: CheckResult) => string | undefined,
): ReadonlyMap<string, readonly CheckResult[]> {
  const groups = new Map<string, CheckResult[]>();
  for (const result of results) {
    const key = keyOf(result);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return groups;
}
