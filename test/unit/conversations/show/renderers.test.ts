import { createHash } from 'node:crypto';
import { HtmlRenderer } from '@claude-sessions/core/conversations/show/htmlRenderer.ts';
import { htmlStyle, htmlStyleHash } from '@claude-sessions/core/conversations/show/htmlStyle.ts';
import { JsonRenderer } from '@claude-sessions/core/conversations/show/jsonRenderer.ts';
import { MarkdownRenderer } from '@claude-sessions/core/conversations/show/markdownRenderer.ts';
import type { Renderer } from '@claude-sessions/core/conversations/show/Renderer.ts';
import type { ShownItem, ShownPart } from '@claude-sessions/core/conversations/show/ShownItem.ts';
import { TextRenderer } from '@claude-sessions/core/conversations/show/textRenderer.ts';
import { describe, expect, it } from 'vitest';

const tag = (name: string) => (text: string) => `{${name}:${text}}`;
const paint = { bold: tag('b'), red: tag('r'), green: tag('g'), yellow: tag('y') };

const renderers = (full: boolean): { readonly [format: string]: Renderer } => ({
  text: new TextRenderer({ full, more: '' }, paint),
  markdown: new MarkdownRenderer({ full, more: '' }),
  html: new HtmlRenderer({ full, more: '' }),
  json: new JsonRenderer('1.0.0'),
});

function shown(format: string, items: readonly ShownItem[], full = false): string {
  const renderer = renderers(full)[format];
  if (!renderer) throw new Error(format);
  const pieces = [
    renderer.begin({ id: 'ID', title: 'Title' }),
    ...items.map((item) => renderer.item(item)),
    renderer.end(),
  ];
  return pieces.join('');
}

const says = (...parts: ShownPart[]): ShownItem => ({ kind: 'message', id: 'm', who: 'assistant', parts });

const edit: ShownPart = {
  kind: 'call',
  id: 'c',
  name: 'Edit',
  input: { file_path: '/a.txt', old_string: 'one\ntwo\nthree', new_string: 'one\n2\nthree' },
  result: { kind: 'result', callId: 'c', isError: false, parts: [{ kind: 'text', text: 'File edited.' }] },
};

const bash = (lines: number, isError = false): ShownPart => ({
  kind: 'call',
  id: 'c',
  name: 'Bash',
  input: { command: 'seq 9', description: 'Count' },
  result: {
    kind: 'result',
    callId: 'c',
    isError,
    parts: [{ kind: 'text', text: Array.from({ length: lines }, (_, index) => `line ${index}`).join('\n') }],
  },
});

describe('tool calls', () => {
  it('are folded to a name, what they are about and some lines', () => {
    expect(shown('text', [says(bash(9))])).toContain(
      '{g:●} {b:Bash} seq 9\n  line 0\n  line 1\n  line 2\n  … 6 more lines\n',
    );
    expect(shown('text', [says(bash(4))])).toContain('line 3');
    expect(shown('text', [says(bash(1, true))])).toContain('{r:●} {b:Bash} seq 9\n{r:  line 0}');
    const all = shown('text', [says(bash(9))], true);
    expect(all).toContain('  description: Count\n  line 0');
    expect(all).toContain('line 8');
  });

  it('that edit are diffs, in colours', () => {
    const text = shown('text', [says(edit)]);
    expect(text).toContain('{b:Edit} /a.txt\n    one\n  {r:- two}\n  {g:+ 2}\n    three\n');
    expect(text).not.toContain('File edited.');
    expect(shown('markdown', [says(edit)])).toContain('```diff\n one\n-two\n+2\n three\n```');
    const html = shown('html', [says(edit)]);
    expect(html).toContain('<span class="removed">- two</span>\n<span class="added">+ 2</span>');
  });

  it('of every tool that edits', () => {
    const call = (name: string, input: Record<string, unknown>): ShownPart => ({
      kind: 'call',
      id: 'c',
      name,
      input,
    });
    const edits = [
      { old_string: 'a', new_string: 'b' },
      { old_string: 'c', new_string: 'd' },
    ];
    expect(shown('text', [says(call('MultiEdit', { file_path: 'f', edits }))])).toMatch(
      /- a}\n.*\+ b}\n {2}⋮\n.*- c/,
    );
    expect(shown('text', [says(call('Write', { file_path: 'f', content: 'x\ny\n' }))])).toMatch(
      /\+ x}\n.*\+ y}\n$/,
    );
    expect(shown('text', [says(call('NotebookEdit', { new_source: 'x' }))])).toContain('{g:+ x}');
    // Not of the kind that is expected.
    expect(
      shown('text', [says(call('Edit', { old_string: 1 }), call('MultiEdit', { edits: [null, 3, {}] }))]),
    ).toContain('MultiEdit');
    const long = 'x\n'.repeat(10_000);
    expect(shown('text', [says(call('Edit', { old_string: long, new_string: `${long}y` }))], true)).toContain(
      '+ y',
    );
  });

  it('of a name that every object has are shown as any other', () => {
    expect(
      shown('text', [says({ kind: 'call', id: 'c', name: 'constructor', input: { a: 'b' } })]),
    ).toContain('{b:constructor} b');
  });
});

const image = (mediaType: string, data = 'iVBORw0KGgo='): ShownPart => ({
  kind: 'image',
  mediaType,
  bytes: 8,
  data,
});

const nasty = [
  '\u001b]0;title\u0007\u001b[2J\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\',
  '\u202eright to left\u202c \u200b\u{e0041} \u009b31m \r overwritten \b\b \ud800',
  '<script>alert(1)</script><img src=http://x/a.png onerror=alert(1)><style>*{}</style></pre></details>',
  '![pic](http://x/b.png) [click](javascript:alert(1)) [a][b] ![c][d]\n\n[b]: http://x/c\n[d]: http://x/d',
  '"\' onmouseover=alert(1) &lt; ]]> --> <!-- ${x} {{x}}',
].join('\n');

const hostile: readonly ShownItem[] = [
  {
    kind: 'message',
    id: nasty,
    who: 'user',
    time: nasty,
    model: nasty,
    parts: [{ kind: 'text', text: nasty }],
  },
  says(
    { kind: 'thinking', text: nasty },
    image(nasty, nasty),
    image('image/svg+xml', 'PHN2Zz4='),
    image('image/png', '"><script>'),
  ),
  says({
    kind: 'call',
    id: nasty,
    name: nasty,
    input: { [nasty]: nasty, more: { [nasty]: [nasty] } },
    agent: { id: 'a', items: [says({ kind: 'text', text: nasty })] },
    result: { kind: 'result', callId: nasty, isError: true, parts: [{ kind: 'text', text: nasty }] },
  }),
  says({
    kind: 'call',
    id: 'c',
    name: 'Edit',
    input: { file_path: nasty, old_string: nasty, new_string: `${nasty}.` },
  }),
  says({ kind: 'call', id: 'c', name: 'Write', input: { file_path: nasty, content: nasty } }),
  { kind: 'note', id: nasty, what: nasty, isError: true, isMinor: false, text: nasty },
  { kind: 'compaction', id: nasty, time: nasty, trigger: nasty },
  {
    kind: 'forks',
    branches: [{ id: nasty, messages: 1, time: nasty, words: nasty, branches: [] }],
    conversations: [{ id: nasty, title: nasty }],
  },
];

describe('hostile contents', () => {
  for (const format of Object.keys(renderers(false))) {
    for (const full of [false, true]) {
      it(`send nothing to a terminal and hide nothing, as ${format}, ${full ? 'unfolded' : 'folded'}`, () => {
        const text = shown(format, hostile, full);
        expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u{e0041}]/u);
      });
    }
  }

  it('are shown, whatever their shape', () => {
    const size = 64 * 1024;
    const shapes = [
      '\n',
      '`',
      '`a` ',
      '` ',
      '```\n',
      '<',
      '[',
      '](',
      '> ',
      '# ',
      '-',
      ' ',
      '\u001b',
      'a\n\n',
      '|`|',
    ];
    for (const shape of shapes) {
      const text = `${shape.repeat(size / shape.length)}x`;
      const result: ShownPart = {
        kind: 'result',
        callId: 'c',
        isError: false,
        parts: [{ kind: 'text', text }],
      };
      const write: ShownPart = {
        kind: 'call',
        id: 'c',
        name: 'Edit',
        input: { old_string: text, new_string: `${text}y` },
      };
      for (const format of ['text', 'markdown', 'html'])
        expect(shown(format, [says({ kind: 'text', text }, result, write)]).length).toBeGreaterThan(10);
    }
  });

  it('are text in HTML', () => {
    const html = shown('html', hostile, true);
    const tags = new Set(html.match(/<\/?[a-z!][a-z0-9]*/gi));
    const known =
      '<!doctype <html <head <meta <title </title <style </style </head <body <h1 </h1 <p </p <section <h2 </h2';
    const more =
      '<pre </pre </section <details <summary <b </b <code </code </summary <i </i </details <div </div <span';
    expect([...tags].sort()).toEqual(
      [...`${known} ${more} </span <ul <li </li </ul </body </html`.split(' ')].sort(),
    );
    expect(html).not.toContain('src="');
  });

  it('are themselves in JSON', () => {
    expect(JSON.parse(shown('json', hostile)).items).toEqual(hostile);
  });
});

describe('HTML', () => {
  it('allows its own style and images, and nothing else', () => {
    const hash = createHash('sha256').update(htmlStyle).digest('base64');
    expect(htmlStyleHash).toBe(`sha256-${hash}`);
    const html = shown('html', []);
    expect(html).toContain(
      `content="default-src 'none'; img-src data:; style-src '${htmlStyleHash}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(html).toContain(`<style>${htmlStyle}</style>`);
  });

  it('has images of the kinds that cannot do anything, up to a bound', () => {
    expect(shown('html', [says(image('image/png'))])).toContain(
      '<img alt="image, 8 bytes" src="data:image/png;base64,iVBORw0KGgo=">',
    );
    const large = image('image/png', 'A'.repeat(12 * 1024 * 1024));
    const many = shown(
      'html',
      Array.from({ length: 8 }, () => says(large)),
    );
    expect(many.match(/<img/g)).toHaveLength(5);
    expect(shown('html', [says(image('image/png', 'A'.repeat(13 * 1024 * 1024)))])).not.toContain('<img');
  });
});

describe('text', () => {
  it('keeps emoji, typographic blanks and those of other scripts', () => {
    const text = '⚠️ 👩‍💻 👍🏽 1️⃣ à\u00a0la\u3000日本';
    expect(shown('text', [says({ kind: 'text', text })])).toContain(text);
  });

  it('is cut where it is very long', () => {
    const text = 'x'.repeat(3 * 1024 * 1024);
    const write: ShownPart = {
      kind: 'call',
      id: 'c',
      name: 'Write',
      input: { file_path: 'f', content: text },
    };
    for (const format of ['text', 'markdown', 'html']) {
      const seen = shown(format, [says({ kind: 'text', text }, write)]);
      expect(seen.match(/x … \[?\\?\[?2097212 bytes left out/g)).toHaveLength(2);
    }
    expect(shown('json', [says({ kind: 'text', text })])).toContain(text);
  });

  it('says what is missing and how to get it', () => {
    const renderer = new TextRenderer({ full: false, more: 'Run X.' }, paint);
    expect(renderer.item({ kind: 'gap', why: 'not-read', bytes: 3_200_000_000 })).toBe(
      '\n{y:… Earlier messages were left out (3.2 GB). Run X.}\n',
    );
  });
});
