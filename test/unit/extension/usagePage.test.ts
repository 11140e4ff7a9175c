import { describe, expect, it } from 'vitest';
import { costWords, durationWords, numberWords, shortNumber } from '../../../extension/src/stats/amounts.ts';
import { chartDays, daySeries } from '../../../extension/src/stats/daySeries.ts';
import { html } from '../../../extension/src/stats/html.ts';
import { type Usage, usageNotice, usagePage } from '../../../extension/src/stats/usagePage.ts';
import { evilName, modelDay, statsRow, usageOf } from './support/usage.ts';

const needs = { nonce: 'abc', link: (scope: string) => `command:claudeSessions.showUsage?["${scope}"]` };
const page = (usage: Partial<Usage> = {}) => usagePage(usageOf(usage), needs);

/** What is between the marks of a page, as a reader has it. */
function textOf(markup: string): string {
  const shown = markup.replace(/<(style|title)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ');
  return shown.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replace(/\s+/g, ' ');
}

/** The names of the elements and attributes of a page. */
function marksOf(markup: string): Set<string> {
  const elements = [...markup.matchAll(/<([a-z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/gi)];
  return new Set(
    elements.flatMap(([, name = '', attributes = '']) => [
      `<${name}>`,
      ...[...attributes.matchAll(/\s([\w:-]+)(?:="[^"]*")?/g)].map(([, attribute]) => `${attribute}`),
    ]),
  );
}

describe('the page of numbers', () => {
  it('has the totals, and a table for each way to add them up', () => {
    const text = textOf(page());
    expect(text).toContain('Cost $12.34');
    expect(text).toContain('Tokens 1.23 M');
    expect(text).toContain('Active 1 h 05 min');
    for (const heading of ['Days', 'Models', 'Branches', 'Sides', 'Conversations', 'Tools'])
      expect(page()).toMatch(new RegExp(`<h2[^>]*>${heading}</h2>`));
    expect(text).toContain('claude-opus-4-5 $12.34 1,234,567');
    expect(text).toContain('Mend the login page $12.34');
    expect(text).toContain('(none)');
    expect(text).toContain('Bash 7 2');
  });

  it('has a table behind each chart, and says in words what it shows', () => {
    const charts = [...page().matchAll(/<svg role="img" aria-label="([^"]*)"/g)].map(([, label]) => label);
    expect(charts).toEqual([
      'Cost per day, 2026-11-29 to 2026-11-30: $12.34 in all, most on 2026-11-30, $8.00. The table below has each day.',
      'Tokens per day, 2026-11-29 to 2026-11-30: 3 k tokens in all, most on 2026-11-30, 2 k tokens. The table below has each day.',
    ]);
    expect(page()).toMatch(
      /<details><summary>The days as a table<\/summary>[\s\S]*2026-11-30[\s\S]*2026-11-29/,
    );
  });

  it('lets nothing run and loads nothing', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page())?.[1];
    expect(policy).toBe("default-src 'none'; style-src 'nonce-abc'; base-uri 'none'; form-action 'none'");
    expect(page()).not.toMatch(/<script|<link|<img|<iframe|src=|@import|url\((?!#)/i);
    const links = [...page().matchAll(/href="([^"]*)"/g)].map(([, target]) => target);
    expect(new Set(links)).toEqual(
      new Set([
        'command:claudeSessions.showUsage?[&quot;window&quot;]',
        'command:claudeSessions.showUsage?[&quot;all&quot;]',
      ]),
    );
  });

  it('has the same marks whatever the names in it are', () => {
    const named = (name: string) =>
      page({
        stats: {
          ...usageOf().stats,
          pricesOf: name,
          total: statsRow('', { unpriced: [name] }),
          by: {
            day: [statsRow(name)],
            ...{ week: [], month: [] },
            model: [statsRow(name)],
            branch: [statsRow(name)],
            side: [statsRow(name)],
            conversation: [statsRow('id'), statsRow('other', { title: name })],
          },
          tools: [{ name, calls: 1, failed: 0 }],
        },
        modelDays: [modelDay('2026-11-30', name)],
        titles: new Map([['id', name]]),
        leftOut: [name],
      });
    expect(marksOf(named(evilName))).toEqual(marksOf(named('plain')));
    expect(named(evilName)).not.toMatch(/<img|<script|\u202e|\u001b|onerror="/);
    expect(textOf(named(evilName))).toContain('\\u202e');
    expect(named(evilName).length).toBeLessThan(60_000);
  });

  it('has no more rows than anybody reads', () => {
    const conversation = Array.from({ length: 5000 }, (_, at) => statsRow(`conversation ${at}`));
    const many = page({ stats: { ...usageOf().stats, by: { ...usageOf().stats.by, conversation } } });
    expect(many.length).toBeLessThan(300_000);
    expect(textOf(many)).toContain('And 4800 more: claude-sessions stats has all.');
  });

  it('says that there is nothing, and what is left out', () => {
    const empty = { ...usageOf().stats, total: statsRow('', { answers: 0 }) };
    expect(textOf(page({ stats: empty, leftOut: ['The engine does not answer.'] }))).toMatch(
      /The engine does not answer\. .*No answer of Claude is recorded here yet\./,
    );
    expect(usageNotice('Reading…', 'all', needs)).toMatch(
      /aria-current="page">All projects[\s\S]*role="status">Reading…/,
    );
  });

  it('says where a price is not known', () => {
    const part = statsRow('a', { unpriced: ['my-own'] });
    const none = statsRow('b', { unpriced: ['my-own'], cost: 0 });
    const { stats } = usageOf();
    const text = textOf(page({ stats: { ...stats, total: part, by: { ...stats.by, model: [part, none] } } }));
    expect(text).toContain('their price is not known: my-own');
    expect(text).toContain('a $12.34 and more');
    expect(text).toContain('b not known');
  });
});

describe('the days of the chart', () => {
  it('are all between the first and the last, and no more than sixty', () => {
    expect(chartDays([{ day: '2026-03-01' }, { day: '2026-02-27' }])).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
    ]);
    expect(chartDays([{ day: '2020-01-01' }, { day: '2026-03-01' }])).toHaveLength(60);
    expect(chartDays([{ day: 'no day' }])).toEqual([]);
  });

  it('have the models that came to most, and the others together', () => {
    const all = Array.from({ length: 9 }, (_, at) => modelDay('2026-11-30', `m${at}`, at + 1));
    const series = daySeries(all, ['2026-11-30'], ({ cost }) => cost);
    expect(series.map(({ name, values }) => [name, values[0]])).toEqual([
      ['m8', 9],
      ['m7', 8],
      ['m6', 7],
      ['m5', 6],
      ['m4', 5],
      ['4 other models', 10],
    ]);
  });
});

describe('amounts', () => {
  it('are short and say what they round', () => {
    expect([0, 0.004, 1234.5, 1e6].map(costWords)).toEqual([
      '$0.00',
      '< $0.01',
      '$1,234.50',
      '$1,000,000.00',
    ]);
    expect([0, 999, 1000, 999_990, 1_234_567, 5e12].map(shortNumber)).toEqual([
      '0',
      '999',
      '1 k',
      '1 M',
      '1.23 M',
      '5 T',
    ]);
    expect(numberWords(1234567)).toBe('1,234,567');
    expect([0, 5, 60_000, 3_900_000].map(durationWords)).toEqual(['0 min', '< 1 min', '1 min', '1 h 05 min']);
  });
});

describe('markup', () => {
  it('has values as text', () => {
    expect(html`<a title="${`"'<&>\``}">${['<b>', html`<i>`, 3, undefined]}</a>`.markup).toBe(
      '<a title="&quot;&#39;&lt;&amp;&gt;&#96;">&lt;b&gt;<i>3</a>',
    );
    expect(html`${'a\u202eb\nc'}`.markup).toBe('a\\u202eb\\u000ac');
    expect(html`${'x'.repeat(1_000_000)}`.markup.length).toBeLessThan(400);
  });
});
