import { displayWidth, fitted, padded } from '../conversations/displayWidth.ts';
import { counted } from '../counted.ts';
import { shownLine } from '../hiddenCharacters.ts';
import { bar, sparkline } from './charts.ts';
import { dayOf, startOfMonth, startOfWeek } from './dayOf.ts';
import type { Stats, StatsDimension, StatsRow, ToolRow } from './Stats.ts';
import { shownCost, shownDuration, shownTokens } from './shownNumbers.ts';

/** What `--by` may be. */
export const statsTables = [
  'day',
  'week',
  'month',
  'model',
  'branch',
  'side',
  'conversation',
  'tool',
] as const;
export type StatsTable = (typeof statsTables)[number];

export interface StatsTextOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly now: number;
  /** In ASCII, as far as it is ours. */
  readonly isPlain: boolean;
  /** Only this table; a page of everything, if absent. */
  readonly by?: StatsTable | undefined;
  /** The time was said: today and this week are not what was asked for. */
  readonly isBounded: boolean;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const mostShown = 20;
const onPage = 8;
const dayMs = 24 * 3_600_000;
const sparkDays = 30;

/** Numbers for people: what it cost first. Nothing of a transcript is in it as it stands there. */
export function statsText(stats: Stats, options: StatsTextOptions): string[] {
  const { by } = options;
  const tables = by === undefined ? page(stats, options) : [tableOf(stats, by, mostShown, options)];
  return [totals(stats, options), ...tables, notes(stats, options)]
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function page(stats: Stats, options: StatsTextOptions): string[][] {
  const isSeveral = (dimension: StatsDimension) => stats.by[dimension].length > 1;
  return [
    ...(options.isBounded ? [] : [lastDays(stats, options)]),
    ...(options.isBounded && isSeveral('day') ? [tableOf(stats, 'day', mostShown, options)] : []),
    tableOf(stats, 'model', onPage, options),
    ...(['side', 'branch'] as const)
      .filter(isSeveral)
      .map((dimension) => tableOf(stats, dimension, onPage, options)),
    tableOf(stats, 'conversation', onPage, options),
    tableOf(stats, 'tool', onPage, options),
  ];
}

function totals(stats: Stats, { now, isBounded, bold, width }: StatsTextOptions): string[] {
  const { total, by } = stats;
  const find = (dimension: StatsDimension, key: string) => by[dimension].find((row) => row.key === key);
  const rows: [string, StatsRow | undefined][] = isBounded
    ? [['In all', total]]
    : [
        ['This week', find('week', startOfWeek(now))],
        ['Today', find('day', dayOf(now))],
        ['This month', find('month', startOfMonth(now))],
        ['In all', total],
      ];
  const costs = rows.map(([, row]) => costText(row));
  const widest = Math.max(...costs.map((each) => each.length));
  const lines = rows.map(([name, row], index) => {
    const words = row
      ? `${shownTokens(allTokens(row))} tokens, ${counted(row.prompts, 'prompt')}, ${shownDuration(row.activeMs)}`
      : '';
    const cost = padded(costs[index] ?? '', widest, true);
    const room = width - nameColumn - widest - 3;
    return `${padded(name, nameColumn)}${index === 0 ? bold(cost) : cost}   ${fitted(words, room)}`.trimEnd();
  });
  const tokens = [
    `input ${shownTokens(total.input)}`,
    `output ${shownTokens(total.output)}`,
    `cache write ${shownTokens(total.cacheWrite)}`,
    `cache read ${shownTokens(total.cacheRead)}`,
  ].join(', ');
  const counts = `${counted(total.answers, 'answer')} in ${counted(total.conversations, 'conversation')}`;
  return [...lines, '', fitted(`Tokens: ${tokens}`, width), fitted(counts, width)];
}

const nameColumn = 12;

/** `$1.20`; `$1.20 +` where some of it has no known price. */
function costText(row: StatsRow | undefined): string {
  if (!row) return `${shownCost(0)}  `;
  return `${shownCost(row.cost)}${row.unpriced.length > 0 ? ' +' : '  '}`;
}

function lastDays({ by: { day } }: Stats, { now, isPlain, dim, width }: StatsTextOptions): string[] {
  const costs = new Map(day.map((row) => [row.key, row.cost]));
  // At noon, so that no change of the clock skips a day.
  const noon = new Date(now).setHours(12, 0, 0, 0);
  const days = Array.from({ length: sparkDays }, (_, index) => dayOf(noon - (sparkDays - 1 - index) * dayMs));
  const numbers = days.map((each) => costs.get(each) ?? 0);
  if (numbers.every((each) => each === 0)) return [];
  const most = Math.max(...numbers);
  const best = days[numbers.indexOf(most)];
  const drawn = `Last ${sparkDays} days  |${sparkline(numbers, isPlain)}|`;
  const words = `  most: ${shownCost(most)} on ${best}`;
  return [drawn.length + words.length > width ? fitted(drawn, width) : drawn + dim(words)];
}

const headings: Readonly<Record<StatsTable, string>> = {
  day: 'By day',
  week: 'By week, from Monday',
  month: 'By month',
  model: 'By model',
  branch: 'By git branch',
  side: 'By side',
  conversation: 'By conversation',
  tool: 'Tools',
};

function tableOf(stats: Stats, by: StatsTable, most: number, options: StatsTextOptions): string[] {
  if (by === 'tool') return toolTable(stats.tools, most, options);
  const rows = stats.by[by];
  if (rows.length === 0) return [];
  const isTime = by === 'day' || by === 'week' || by === 'month';
  // Of days the last, of the rest the dearest.
  const shown = isTime ? rows.slice(-most) : rows.slice(0, most);
  const isCost = shown.some(({ cost }) => cost > 0);
  const weight = (row: StatsRow) => (isCost ? row.cost : allTokens(row));
  return chart(
    headings[by],
    shown.map((row) => ({
      name: nameOf(row, by),
      weight: weight(row),
      cells: [costText(row), shownTokens(allTokens(row))],
    })),
    rows.length - shown.length,
    options,
  );
}

function toolTable(tools: readonly ToolRow[], most: number, options: StatsTextOptions): string[] {
  if (tools.length === 0) return [];
  const rows = tools.slice(0, most).map(({ name, calls, failed }) => ({
    name: name || '(no name)',
    weight: calls,
    cells: [`${calls}`, failed > 0 ? `${failed} failed` : ''],
  }));
  return chart(headings.tool, rows, tools.length - rows.length, options);
}

interface ChartRow {
  readonly name: string;
  readonly weight: number;
  readonly cells: readonly string[];
}

const longestName = 34;
const leastName = 8;
const leastBar = 8;
const longestBar = 30;

/** Names, bars, numbers: in the width of the terminal. */
function chart(
  heading: string,
  rows: readonly ChartRow[],
  left: number,
  { width, isPlain, bold, dim }: StatsTextOptions,
): string[] {
  const cells = [0, 1].map((column) => Math.max(...rows.map((row) => (row.cells[column] ?? '').length)));
  const longest = Math.max(leastName, Math.min(longestName, width - 6 - (cells[0] ?? 0) - (cells[1] ?? 0)));
  const names = rows.map(({ name }) => fitted(shownLine(name.replace(/\s+/g, ' '), 200), longest));
  const nameWidth = Math.max(...names.map(displayWidth));
  const room = width - 2 - nameWidth - (cells[0] ?? 0) - (cells[1] ?? 0) - 6;
  const barWidth = room < leastBar ? 0 : Math.min(longestBar, room);
  const most = Math.max(...rows.map(({ weight }) => weight));
  const lines = rows.map(({ weight, cells: own }, index) => {
    const drawn =
      barWidth === 0 ? '' : `${padded(bar(most > 0 ? weight / most : 0, barWidth, isPlain), barWidth)}  `;
    const numbers = own.map((cell, column) => padded(cell, cells[column] ?? 0, true)).join('  ');
    return `  ${padded(names[index] ?? '', nameWidth)}  ${drawn}${numbers}`.trimEnd();
  });
  return [bold(heading), ...lines, ...(left > 0 ? [dim(`  and ${left} more`)] : [])];
}

function nameOf({ key, title }: StatsRow, by: StatsTable): string {
  if (by === 'conversation') return title === undefined ? key.slice(0, 8) : `${key.slice(0, 8)} ${title}`;
  if (by === 'branch' && key === '') return '(no branch)';
  return key || '(unknown)';
}

function notes({ total, pricesOf }: Stats, { width }: StatsTextOptions): string[] {
  const unpriced = total.unpriced.map((model) => shownLine(model, 40)).join(', ');
  return [
    fitted(`By the prices of the API of ${pricesOf}; a subscription is paid otherwise.`, width),
    ...(unpriced === '' ? [] : [fitted(`+ No price is known of: ${unpriced}.`, width)]),
  ];
}

function allTokens({ input, output, cacheWrite, cacheRead }: StatsRow): number {
  return input + output + cacheWrite + cacheRead;
}
