import { type Html, html } from './html.ts';

/** What belongs together in every bar: a model. */
export interface Series {
  readonly name: string;
  /** One for each day of the chart. */
  readonly values: readonly number[];
}

interface ChartWords {
  /** `Cost per day`. */
  readonly title: string;
  /** An amount as it is said. */
  amount(value: number): string;
  /** The same beside a line of the chart. */
  tick(value: number): string;
}

const box = { width: 720, height: 220, left: 64, right: 8, top: 12, bottom: 26 };
const plot = { width: box.width - box.left - box.right, height: box.height - box.top - box.bottom };
const floor = box.top + plot.height;
const labels = 8;
const widest = 40;

/** Bars, one per day, each of the parts that its series have: markup that needs no script. All of it is said in one sentence. */
export function dayChart(words: ChartWords, days: readonly string[], series: readonly Series[]): Html {
  const sums = days.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  const top = niceTop(Math.max(0, ...sums));
  const step = plot.width / Math.max(1, days.length);
  const bars = days.map((day, at) => bar(words, day, at, series, { top, step }));
  return html`<figure>
<div class="scroll" role="region" tabindex="0" aria-label="${words.title}"><svg role="img" aria-label="${sentence(words, days, sums)}" viewBox="0 0 ${box.width} ${box.height}">
${scale(words, top)}
${bars}${dayLabels(days, step)}
</svg></div>
<figcaption><ul class="legend" aria-label="Models in the chart">${series.map(legendEntry)}</ul></figcaption>
</figure>`;
}

function bar(
  { amount }: ChartWords,
  day: string,
  at: number,
  series: readonly Series[],
  { top, step }: { top: number; step: number },
): Html {
  const width = round(Math.min(step * 0.8, widest));
  const x = round(box.left + (at + 0.5) * step - width / 2);
  let y = floor;
  const parts = series.map(({ name, values }, number) => {
    const height = ((values[at] ?? 0) / top) * plot.height;
    if (height <= 0) return undefined;
    y -= height;
    const place = html`x="${x}" y="${round(y)}" width="${width}" height="${round(height)}"`;
    return html`<rect class="bar series-${number}" ${place}><title>${`${day}, ${name}: ${amount(values[at] ?? 0)}`}</title></rect>
`;
  });
  return html`${parts}`;
}

function sentence({ title, amount }: ChartWords, days: readonly string[], sums: readonly number[]): string {
  const most = sums.indexOf(Math.max(...sums));
  const all = sums.reduce((sum, value) => sum + value, 0);
  const between = days.length > 1 ? `${days[0]} to ${days.at(-1)}` : `${days[0]}`;
  return `${title}, ${between}: ${amount(all)} in all, most on ${days[most]}, ${amount(sums[most] ?? 0)}. The table below has each day.`;
}

/** Lines across, with what they stand for. */
function scale({ tick }: ChartWords, top: number): Html {
  const lines = [0, 0.5, 1].map((part) => {
    const y = round(floor - part * plot.height);
    return html`<line class="grid" x1="${box.left}" x2="${box.width - box.right}" y1="${y}" y2="${y}"/><text x="${box.left - 6}" y="${y + 4}" text-anchor="end">${tick(part * top)}</text>
`;
  });
  return html`${lines}`;
}

/** Some of the days, evenly apart. */
function dayLabels(days: readonly string[], step: number): Html {
  const each = Math.ceil(days.length / labels);
  const shown = days.map((day, at) => {
    if (at % each !== 0) return undefined;
    const x = round(box.left + (at + 0.5) * step);
    return html`<text x="${x}" y="${box.height - 8}" text-anchor="middle">${day.slice(5)}</text>
`;
  });
  return html`${shown}`;
}

function legendEntry({ name }: Series, number: number): Html {
  return html`<li><svg class="key" aria-hidden="true" viewBox="0 0 14 14"><rect class="bar series-${number}" width="14" height="14"/></svg><bdi>${name}</bdi></li>`;
}

/** The next amount of one round digit, so that a half of it can be read too. */
function niceTop(most: number): number {
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 4, 6, 8, 10].find((digit) => digit * power >= most) ?? 10) * power;
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}
