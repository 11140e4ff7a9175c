import type { ModelDay } from '@claude-sessions/core/stats/ModelDay.ts';
import type { StatsRow } from '@claude-sessions/core/stats/Stats.ts';
import type { Usage } from '../../../../extension/src/stats/usagePage.ts';

/** What markup, scripts, styles, links and terminals could take for something else than a name. */
export const evilName = `"'><img src=https://evil.invalid/p.png onerror="window.pwned=1"><script>window.pwned=1</script></style></title></svg>\${x}\`{}\u202e\u001b[31m${'<i>'.repeat(100_000)}`;

export function statsRow(key: string, more: Partial<StatsRow> = {}): StatsRow {
  return {
    ...{ key, cost: 12.34, unpriced: [], answers: 20, prompts: 5, conversations: 2, activeMs: 3_900_000 },
    ...{ input: 4_567, output: 30_000, cacheWrite: 200_000, cacheRead: 1_000_000 },
    ...more,
  };
}

export function modelDay(day: string, model: string, cost = 8): ModelDay {
  return { day, model, cost, tokens: 2000 };
}

/** The numbers of a project of two days. */
export function usageOf(more: Partial<Usage> = {}): Usage {
  return {
    scope: 'window',
    stats: {
      schemaVersion: 1,
      pricesOf: '2026-11-01',
      ...{ first: undefined, last: undefined },
      total: statsRow(''),
      by: {
        day: [statsRow('2026-11-29'), statsRow('2026-11-30')],
        ...{ week: [], month: [] },
        model: [statsRow('claude-opus-4-5')],
        branch: [statsRow('main'), statsRow('')],
        side: [statsRow('host'), statsRow('container')],
        conversation: [statsRow('0e7e4f5c-0000-4000-8000-000000000000')],
      },
      tools: [{ name: 'Bash', calls: 7, failed: 2 }],
    },
    modelDays: [
      { ...modelDay('2026-11-29', 'claude-opus-4-5', 4.34), tokens: 1000 },
      modelDay('2026-11-30', 'claude-opus-4-5'),
    ],
    titles: new Map([['0e7e4f5c-0000-4000-8000-000000000000', 'Mend the login page']]),
    leftOut: [],
    ...more,
  };
}
