import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../core/src/conversations/displayWidth.ts';
import { bar, sparkline } from '../../../core/src/stats/charts.ts';
import { dayOf, startOfWeek } from '../../../core/src/stats/dayOf.ts';
import type { Stats, StatsRow } from '../../../core/src/stats/Stats.ts';
import { shownCost, shownDuration, shownTokens } from '../../../core/src/stats/shownNumbers.ts';
import { type StatsTextOptions, statsText } from '../../../core/src/stats/statsText.ts';

const now = new Date(2026, 10, 30, 15).getTime();

function row(key: string, cost: number, more: Partial<StatsRow> = {}): StatsRow {
  const tokens = { input: 10, output: 1000, cacheWrite: 0, cacheRead: 90_000 };
  return {
    key,
    cost,
    unpriced: [],
    ...tokens,
    answers: 3,
    prompts: 2,
    conversations: 1,
    activeMs: 3_660_000,
    ...more,
  };
}

function statsOf(more: Partial<Stats['by']> = {}): Stats {
  const days = [row('2026-11-28', 1), row('2026-11-30', 4)];
  return {
    ...{
      schemaVersion: 1,
      pricesOf: '2026-11-30',
      first: now - 1000,
      last: now,
      total: row('', 1234.5),
      tools: [],
    },
    by: {
      ...{ day: days, week: [row('2026-11-30', 4)], month: [row('2026-11', 5)] },
      ...{
        model: [row('claude-opus-5-5', 1000), row('claude-sonnet-5', 234.5)],
        branch: [row('main', 1234.5)],
      },
      ...{
        side: [row('host', 1234.5)],
        conversation: [row('00000001-0000', 1234.5, { title: 'Mend the list' })],
      },
      ...more,
    },
  };
}

function textOf(stats: Stats, more: Partial<StatsTextOptions> = {}): string[] {
  const plain = (text: string) => text;
  return statsText(stats, {
    width: 80,
    now,
    isPlain: false,
    isBounded: false,
    bold: plain,
    dim: plain,
    ...more,
  });
}

it('says in the first line what this week cost', () => {
  expect(textOf(statsOf())[0]).toBe('This week       $4.00     91k tokens, 2 prompts, 1 h 1 min');
});

it('draws what is dearest the longest, and the last days as a line', () => {
  const lines = textOf(statsOf());
  expect(lines).toContain(`  claude-opus-5-5  ${'█'.repeat(30)}  $1,000.00    91k`);
  expect(lines.find((each) => each.startsWith('Last 30 days'))).toBe(
    `Last 30 days  |${' '.repeat(27)}▃ █|  most: $4.00 on 2026-11-30`,
  );
});

it.each([30, 40, 60, 80, 200])('fits into %i columns, whatever names are long and wide', (width) => {
  const wide = '漢字'.repeat(200);
  const names = ['a'.repeat(300), wide, '\u001b[31m', '👩‍👩‍👧'.repeat(50)].map((name) => row(name, 1));
  const stats = statsOf({
    model: names,
    branch: names,
    conversation: names.map((each) => ({ ...each, title: wide })),
  });
  const lines = textOf(stats, { width });
  expect(lines.filter((each) => displayWidth(each) > width)).toEqual([]);
  expect(lines.join('')).not.toContain('\u001b');
});

it('says how many there are that are not shown', () => {
  const model = Array.from({ length: 30 }, (_, each) => row(`model-${each}`, 30 - each));
  expect(textOf(statsOf({ model }))).toContain('  and 22 more');
  expect(textOf(statsOf({ model }), { by: 'model' })).toContain('  and 10 more');
});

it('names what has no price, beside its cost', () => {
  const unpriced = row('', 2, { unpriced: ['claude-x'] });
  const lines = textOf({ ...statsOf(), total: unpriced });
  expect(lines).toContain('In all      $2.00 +   91k tokens, 2 prompts, 1 h 1 min');
  expect(lines.at(-1)).toBe('+ No price is known of: claude-x.');
});

describe('a bar and a line', () => {
  it('show a little as a little', () => {
    expect(bar(0.001, 20, false)).toBe('▏');
    expect(bar(0.001, 20, true)).toBe('#');
    expect(bar(0, 20, false)).toBe('');
    expect(bar(0.5, 5, false)).toBe('██▌');
  });

  it('are ASCII where that is asked for', () => {
    expect(sparkline([0, 1, 4, 8], true)).toBe(' :+@');
    expect(sparkline([0, 1, 4, 8], false)).toBe(' ▂▅█');
    expect(sparkline([0, 0], false)).toBe('  ');
  });
});

it('writes numbers as people read them', () => {
  expect([0, 950, 1234, 12_345, 999_999, 1_500_000, 2e9].map(shownTokens)).toEqual([
    '0',
    '950',
    '1.2k',
    '12k',
    '1000k',
    '1.5M',
    '2.0B',
  ]);
  expect([0, 0.001, 0.126, 1234567.8].map(shownCost)).toEqual(['$0.00', '<$0.01', '$0.13', '$1,234,567.80']);
  expect([5000, 59_000, 120_000, 3_600_000, 3_900_000].map(shownDuration)).toEqual([
    '5 s',
    '1 min',
    '2 min',
    '1 h',
    '1 h 5 min',
  ]);
});

it('knows the Monday of a week', () => {
  expect(startOfWeek(new Date(2026, 10, 30).getTime())).toBe('2026-11-30');
  expect(startOfWeek(new Date(2026, 10, 29, 23, 59).getTime())).toBe('2026-11-23');
  expect(dayOf(new Date(2026, 0, 1).getTime())).toBe('2026-01-01');
});
