import type { Stats } from './Stats.ts';

/** What was asked for, and what could not be read. */
export interface StatsReportFacts {
  readonly version: string;
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly troubles: readonly string[];
}

/** What `stats --json` prints: `schemas/stats-report.schema.json`. */
export function statsJson(stats: Stats, { version, since, until, troubles }: StatsReportFacts): object {
  const { schemaVersion, pricesOf, first, last, total, by, tools } = stats;
  return {
    ...{ schemaVersion, version, pricesOf },
    ...{ since: momentOf(since), until: momentOf(until), first: momentOf(first), last: momentOf(last) },
    ...{ total, by, tools, troubles },
  };
}

function momentOf(at: number | undefined): { readonly time: string; readonly ms: number } | null {
  const date = new Date(at ?? Number.NaN);
  return at === undefined || Number.isNaN(date.getTime()) ? null : { time: date.toISOString(), ms: at };
}
