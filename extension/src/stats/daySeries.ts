import type { ModelDay } from '@claude-sessions/core/stats/ModelDay.ts';
import type { Series } from './dayChart.ts';

/** There are no more patterns that can be told apart; the last is that of all other models together. */
const mostSeries = 6;
/** More days than that are no bars any more. */
const mostDays = 60;
const dayLength = 24 * 60 * 60 * 1000;

/** The last days, up to the last on which there was anything, those without anything too. */
export function chartDays(all: readonly Pick<ModelDay, 'day'>[]): string[] {
  const times = all.map(({ day }) => Date.parse(`${day}T00:00:00Z`)).filter(Number.isFinite);
  if (times.length === 0) return [];
  const [first, last] = times.reduce(
    ([low, high], time) => [Math.min(low, time), Math.max(high, time)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const begin = Math.max(first, last - (mostDays - 1) * dayLength);
  const count = Math.round((last - begin) / dayLength) + 1;
  return Array.from({ length: count }, (_, at) =>
    new Date(begin + at * dayLength).toISOString().slice(0, 10),
  );
}

/** The models that came to most, each with an amount for every day; what is left of them together. */
export function daySeries(
  all: readonly ModelDay[],
  days: readonly string[],
  amount: (one: ModelDay) => number,
): Series[] {
  const place = new Map(days.map((day, at) => [day, at]));
  const byModel = new Map<string, number[]>();
  for (const one of all) {
    const at = place.get(one.day);
    if (at === undefined || amount(one) <= 0) continue;
    const values = byModel.get(one.model) ?? days.map(() => 0);
    values[at] = (values[at] ?? 0) + amount(one);
    byModel.set(one.model, values);
  }
  const series = [...byModel].map(([name, values]) => ({ name, values }));
  series.sort((a, b) => sum(b.values) - sum(a.values));
  if (series.length <= mostSeries) return series;
  const others = series.slice(mostSeries - 1);
  const values = days.map((_, at) => sum(others.map((one) => one.values[at] ?? 0)));
  return [...series.slice(0, mostSeries - 1), { name: `${others.length} other models`, values }];
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
