import { version } from '../../package.json';
import { isAsAsked, type Reconciled, type Result } from './result.ts';

/** What a label says may be of any length. */
const longest = 1000;

/** The results for programs: as `schemas/reconcile-report.schema.json` says. */
export function reconciledJson(reconciled: Reconciled): Record<string, unknown> {
  const { places, results, skipped } = reconciled;
  return bounded({
    schemaVersion: 1,
    version,
    asAsked: isAsAsked(reconciled),
    places: places.map(({ name, reachable, reason = null }) => ({ name, reachable, reason })),
    results: results.map(resultJson),
    skipped,
  }) as Record<string, unknown>;
}

function resultJson({ config, why, attempt, ...rest }: Result): Record<string, unknown> {
  return { ...rest, config: config ?? null, why: why ?? null, attempt: attempt ?? null };
}

/** With every text cut to a length that people read. */
function bounded(value: unknown): unknown {
  if (typeof value === 'string') return value.length > longest ? `${value.slice(0, longest)} …` : value;
  if (Array.isArray(value)) return value.map(bounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, bounded(each)]));
}
