import { describe, expect, it } from 'vitest';
import { hiddenInText, shownText } from '../../../core/src/memory/hiddenInText.ts';
import { whyNoNote } from '../../../core/src/memory/noteNames.ts';
import { type DecidedNotes, narrowedIndex, planNotes } from '../../../core/src/memory/planNotes.ts';

const nothing: DecidedNotes = { taken: {}, declined: {}, lines: [] };
const hash = (text: string) => `#${text}`;

function plan(own: object, host: object = {}, decided: Partial<DecidedNotes> = {}, all = false) {
  const map = (files: object) => new Map(Object.entries(files) as [string, string][]);
  return planNotes({ own: map(own), host: map(host), decided: { ...nothing, ...decided }, all, hash });
}

const changes = (...args: Parameters<typeof plan>) =>
  plan(...args).offers.map(({ path, before, after, replaces }) => [path, before, after, replaces]);

describe('what of a container’s memory is offered', () => {
  it('is what the host lacks, and nothing that it has', () => {
    expect(changes({ 'a.md': 'a', 'b.md': 'b' }, { 'b.md': 'b', 'c.md': 'c' })).toEqual([
      ['a.md', null, 'a', false],
    ]);
  });

  it('is a change of what came from there, and what would take words of the host’s own is marked', () => {
    const host = { 'a.md': 'one' };
    expect(changes({ 'a.md': 'two' }, host, { taken: { 'a.md': '#one' } })).toEqual([
      ['a.md', 'one', 'two', false],
    ]);
    expect(changes({ 'a.md': 'two' }, host)).toEqual([['a.md', 'one', 'two', true]]);
  });

  it('is not what was taken once, whatever became of it on the host', () => {
    const taken = { 'a.md': '#a' };
    expect(changes({ 'a.md': 'a' }, {}, { taken })).toEqual([]);
    expect(changes({ 'a.md': 'a' }, { 'a.md': 'edited' }, { taken })).toEqual([]);
    expect(changes({ 'a.md': 'a' }, {}, { taken }, true)).toEqual([]);
  });

  it('is not what was declined, until it has changed or all is asked for', () => {
    const declined = { 'a.md': '#a' };
    expect(changes({ 'a.md': 'a' }, {}, { declined })).toEqual([]);
    expect(changes({ 'a.md': 'b' }, {}, { declined })).toHaveLength(1);
    expect(changes({ 'a.md': 'a' }, {}, { declined }, true)).toHaveLength(1);
  });

  it('leaves out names that one system or another takes for the same', () => {
    const { offers, leftOut } = plan(
      { 'memory.md': 'x', 'A.md': 'a', 'a.md': 'b', 'ok.md': 'ok' },
      { 'MEMORY.md': 'host' },
    );
    expect(offers.map(({ path }) => path)).toEqual(['ok.md']);
    expect(leftOut.map(({ path }) => path)).toEqual(['A.md', 'a.md', 'memory.md']);
  });
});

describe('the index', () => {
  it('keeps every line of the host’s, and gets those that it lacks at its end', () => {
    expect(
      changes({ 'MEMORY.md': '# Memory\n\n- one\n- two  \n- two\n' }, { 'MEMORY.md': '# Memory\n- one' }),
    ).toEqual([['MEMORY.md', '# Memory\n- one', '# Memory\n- one\n- two\n', false]]);
    expect(changes({ 'MEMORY.md': '- one\r\n' }, { 'MEMORY.md': '- one\n' })).toEqual([]);
  });

  it('is offered by lines: what was decided about one is not asked again', () => {
    const own = { 'MEMORY.md': '- one\n- two\n' };
    const lines = ['#- one'];
    expect(changes(own, {}, { lines })).toEqual([['MEMORY.md', null, '- two\n', false]]);
    expect(changes(own, {}, { lines }, true)).toEqual([['MEMORY.md', null, '- one\n- two\n', false]]);
  });

  it('names no file that the host has not, and does not get', () => {
    const own = {
      'MEMORY.md': '- [A](a.md)\n- [B](./b.md)\n- [Gone](gone.md)\n- [Web](https://x.invalid/y.md)\n',
      'a.md': 'a',
      'b.md': 'b',
    };
    const { offers } = plan(own, { 'MEMORY.md': '- host\n' });
    expect(offers.at(-1)?.lines).toEqual(['- [A](a.md)', '- [B](./b.md)', '- [Web](https://x.invalid/y.md)']);
    const index = offers.at(-1);
    if (!index) throw new Error('no index');
    expect(narrowedIndex(index, new Map(), new Set(['b.md']))).toMatchObject({
      lines: ['- [B](./b.md)', '- [Web](https://x.invalid/y.md)'],
      after: '- host\n- [B](./b.md)\n- [Web](https://x.invalid/y.md)\n',
    });
    const only = { ...index, lines: ['- [A](a.md)'] };
    expect(narrowedIndex(only, new Map(), new Set())).toBeUndefined();
  });
});

describe('a name', () => {
  it.each(['a.md', 'MEMORY.md', 'logs/2026/11/a-b_c.md', 'Ärger mit Übung.md'])('%j is one', (path) => {
    expect(whyNoNote(path)).toBeUndefined();
  });

  it.each([
    '',
    '..',
    '../a.md',
    'a/../b.md',
    '/a.md',
    'a//b.md',
    './a.md',
    '.hidden.md',
    '.x/a.md',
    'a.txt',
    'a.MD',
    'a',
    'a\u001b[2J.md',
    'a\u202e.md',
    'a\n.md',
    'a\ufffd.md',
    'a\\b.md',
    'C:a.md',
    'con.md',
    'x/NUL.md',
    'a./b.md',
    'a /b.md',
    'a/b/c/d/e.md',
    `${'x'.repeat(300)}.md`,
  ])('%j is none', (path) => {
    expect(whyNoNote(path)).toMatch(/^it/);
  });
});

describe('a text', () => {
  it('is told to hide something, and is shown with it', () => {
    const text = 'a\tb\r\nc\u001b[31m\u202e\u200bd\u00a0\n';
    expect(hiddenInText(text)).toEqual(['\\u001b', '\\u202e', '\\u200b', '\\u00a0']);
    expect(shownText(text)).toBe('a    b\nc\\u001b[31m\\u202e\\u200bd\\u00a0\n');
  });

  it('of letters, blanks and emoji hides nothing', () => {
    expect(hiddenInText('Ä b\tc\r\n日本 ⚠️ 👩‍💻 1️⃣ ❤️\n')).toEqual([]);
    expect(hiddenInText('a\u200db')).toEqual(['\\u200d']);
  });
});
