import type { ModelDay } from '@claude-sessions/core/stats/ModelDay.ts';
import type { Stats, StatsRow, ToolRow } from '@claude-sessions/core/stats/Stats.ts';
import { costTick, costWords, durationWords, numberWords, shortNumber } from './amounts.ts';
import { dayChart } from './dayChart.ts';
import { chartDays, daySeries } from './daySeries.ts';
import { Html, html } from './html.ts';
import { type Column, table } from './table.ts';
import { usagePatterns, usageStyle } from './usageStyle.ts';

/** Whose conversations the numbers are of. */
export type UsageScope = 'window' | 'all';

/** What the page is made of. */
export interface Usage {
  readonly scope: UsageScope;
  readonly stats: Stats;
  readonly modelDays: readonly ModelDay[];
  /** What conversations are called, by session id. */
  readonly titles: ReadonlyMap<string, string>;
  /** What could not be read, a sentence each. */
  readonly leftOut: readonly string[];
}

interface PageNeeds {
  /** Allows our own style, and nothing else. */
  readonly nonce: string;
  /** Where a link leads that shows the numbers anew. */
  link(scope: UsageScope): string;
}

/** The page of numbers, as text. Nothing in it runs or is loaded, whatever the names in it say. */
export function usagePage(usage: Usage, needs: PageNeeds): string {
  const { stats, titles, leftOut } = usage;
  const body = html`${heading(usage.scope, needs)}
${leftOut.length > 0 ? html`<section aria-label="What is left out">${leftOut.map((sentence) => html`<p>${sentence}</p>`)}</section>` : undefined}
${stats.total.answers === 0 ? html`<p>No answer of Claude is recorded here yet.</p>` : numbers(stats, usage.modelDays, titles)}`;
  return documentOf(body, needs.nonce);
}

/** What is shown until the numbers are there, or in their place. */
export function usageNotice(sentence: string, scope: UsageScope, needs: PageNeeds): string {
  return documentOf(html`${heading(scope, needs)}<p role="status">${sentence}</p>`, needs.nonce);
}

function documentOf(body: Html, nonce: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width">
<title>Claude usage</title>
<style nonce="${nonce}">${new Html(usageStyle)}</style>
</head>
<body>
<main>
${body}
</main>
${new Html(usagePatterns)}
</body>
</html>
`.markup;
}

const scopes = { window: 'Folders of this window', all: 'All projects' } as const;

function heading(scope: UsageScope, { link }: PageNeeds): Html {
  const links = (['window', 'all'] as const).map((one) => {
    const current = one === scope ? html` aria-current="page"` : undefined;
    return html`<a href="${link(one)}"${current}>${scopes[one]}</a>`;
  });
  return html`<h1>Claude usage</h1>
<nav aria-label="Whose conversations">${links}<a href="${link(scope)}">Refresh</a></nav>`;
}

function numbers(stats: Stats, modelDays: readonly ModelDay[], titles: Usage['titles']): Html {
  const { total, by, tools, pricesOf } = stats;
  const named = ({ key, title }: StatsRow) => titles.get(key) ?? title ?? key;
  return html`<section aria-label="In all">${totals(total)}
<p>Cost: what the API asks for these tokens, by its prices of ${pricesOf}; a subscription is not billed by them.</p>
${unpriced(total)}</section>
<section aria-labelledby="days"><h2 id="days">Days</h2>
${charts(modelDays)}
<details><summary>The days as a table</summary>${rows('Days', 'Day', sortedBy(by.day, dayOf))}</details></section>
${section('Models', rows('Models', 'Model', mostFirst(by.model)))}
${section(
  'Branches',
  rows('Branches', 'Git branch', mostFirst(by.branch), ({ key }) => key || '(none)'),
)}
${section('Sides', rows('Sides', 'Side', mostFirst(by.side)))}
${section('Conversations', rows('Conversations', 'Conversation', mostFirst(by.conversation), named))}
${section('Tools', table('Tools', toolColumns, tools))}`;
}

function section(title: string, content: Html): Html {
  return html`<section><h2>${title}</h2>
${content}</section>
`;
}

function totals(total: StatsRow): Html {
  const facts: readonly (readonly [string, string])[] = [
    ['Cost', costWords(total.cost)],
    ['Tokens', shortNumber(tokensOf(total))],
    ['Input', shortNumber(total.input)],
    ['Output', shortNumber(total.output)],
    ['Cache written', shortNumber(total.cacheWrite)],
    ['Cache read', shortNumber(total.cacheRead)],
    ['Conversations', numberWords(total.conversations)],
    ['Prompts', numberWords(total.prompts)],
    ['Answers', numberWords(total.answers)],
    ['Active', durationWords(total.activeMs)],
  ];
  return html`<dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function unpriced({ unpriced: models }: StatsRow): Html | undefined {
  if (models.length === 0) return undefined;
  const names = models.slice(0, 10).map((name, at) => html`${at > 0 ? ', ' : ''}<bdi>${name}</bdi>`);
  return html`<p>Not in it, for their price is not known: ${names}${models.length > 10 ? ` and ${models.length - 10} more` : ''}.</p>`;
}

function charts(modelDays: readonly ModelDay[]): Html {
  const days = chartDays(modelDays);
  const costs = daySeries(modelDays, days, ({ cost }) => cost);
  const tokens = daySeries(modelDays, days, (one) => one.tokens);
  const costChart = dayChart({ title: 'Cost per day', amount: costWords, tick: costTick }, days, costs);
  const tokenChart = dayChart(
    { title: 'Tokens per day', amount: (value) => `${shortNumber(value)} tokens`, tick: shortNumber },
    days,
    tokens,
  );
  return html`${costs.length > 0 ? html`<h3>Cost per day</h3>${costChart}` : undefined}
${tokens.length > 0 ? html`<h3>Tokens per day</h3>${tokenChart}` : undefined}`;
}

function rows(
  caption: string,
  heading: string,
  all: readonly StatsRow[],
  name = ({ key }: StatsRow) => key,
): Html {
  return table(caption, [{ heading, text: name }, ...columns], all);
}

const columns: readonly Column<StatsRow>[] = [
  { heading: 'Cost', isNumber: true, text: ({ cost, unpriced }) => costOf(cost, unpriced) },
  { heading: 'Tokens', isNumber: true, text: (row) => numberWords(tokensOf(row)) },
  { heading: 'Input', isNumber: true, text: ({ input }) => numberWords(input) },
  { heading: 'Output', isNumber: true, text: ({ output }) => numberWords(output) },
  { heading: 'Cache written', isNumber: true, text: ({ cacheWrite }) => numberWords(cacheWrite) },
  { heading: 'Cache read', isNumber: true, text: ({ cacheRead }) => numberWords(cacheRead) },
  { heading: 'Prompts', isNumber: true, text: ({ prompts }) => numberWords(prompts) },
  { heading: 'Answers', isNumber: true, text: ({ answers }) => numberWords(answers) },
  { heading: 'Active', isNumber: true, text: ({ activeMs }) => durationWords(activeMs) },
];

const toolColumns: readonly Column<ToolRow>[] = [
  { heading: 'Tool', text: ({ name }) => name },
  { heading: 'Calls', isNumber: true, text: ({ calls }) => numberWords(calls) },
  { heading: 'Failed', isNumber: true, text: ({ failed }) => numberWords(failed) },
];

function costOf(cost: number, models: readonly string[]): string {
  if (models.length === 0) return costWords(cost);
  return cost > 0 ? `${costWords(cost)} and more` : 'not known';
}

function tokensOf({ input, output, cacheWrite, cacheRead }: StatsRow): number {
  return input + output + cacheWrite + cacheRead;
}

const dayOf = (a: StatsRow, b: StatsRow) => (a.key < b.key ? 1 : -1);

function mostFirst(all: readonly StatsRow[]): StatsRow[] {
  return sortedBy(all, (a, b) => b.cost - a.cost || tokensOf(b) - tokensOf(a));
}

function sortedBy(all: readonly StatsRow[], order: (a: StatsRow, b: StatsRow) => number): StatsRow[] {
  return [...all].sort(order);
}
