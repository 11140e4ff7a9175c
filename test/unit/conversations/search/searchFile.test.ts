import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SaidKind } from '@claude-sessions/core/conversations/search/Query.ts';
import { describe, expect, it } from 'vitest';
import { answer, prompt, searchIn, temporaryFolder, transcript } from './support.ts';

const texts = (path: string, ...words: string[]) => searchIn(path, words).hits.map(({ text }) => text);
const lines = (...values: object[]) => values.map((each) => JSON.stringify(each));

describe('what is found', () => {
  it('is what people and Claude said, what tools were given and gave, and titles', () => {
    const path = transcript(
      lines(
        prompt('a pelican, please', { uuid: '1', timestamp: '2026-01-01T00:00:00.000Z' }),
        prompt('x', { message: { content: [{ type: 'text', text: 'pelican 2' }] } }),
        answer({ type: 'text', text: 'Pelican 3' }, { type: 'thinking', thinking: 'nothing' }),
        answer({ type: 'thinking', thinking: 'pelican 4' }),
        answer({ type: 'tool_use', name: 'Bash', input: { deep: [{ command: 'pelican 5' }] } }),
        prompt('x', { message: { content: [{ type: 'tool_result', content: 'pelican 6' }] } }),
        prompt('x', {
          message: { content: [{ type: 'tool_result', content: [{ type: 'text', text: 'pelican 7' }] }] },
        }),
        { type: 'attachment', attachment: { type: 'queued_command', prompt: 'pelican 8' } },
        prompt('pelican 9', { isCompactSummary: true }),
        { type: 'custom-title', customTitle: 'pelican 10' },
        { type: 'summary', summary: 'pelican 11' },
      ),
    );
    const { hits } = searchIn(path, ['pelican']);
    const kinds: SaidKind[] = [
      'prompt',
      'prompt',
      'answer',
      'answer',
      'tool',
      'tool',
      'tool',
      'prompt',
      'answer',
    ];
    expect(hits.map(({ kind }) => kind)).toEqual([...kinds, 'title', 'title']);
    expect(hits[0]).toMatchObject({ uuid: '1', at: Date.parse('2026-01-01'), text: 'a pelican, please' });
    expect(searchIn(path, ['pelican'], { kinds: ['title'] }).hits).toHaveLength(2);
  });

  it('is no name of a member, id, image, prompt of the system or note of the client', () => {
    const pelican = 'pelican';
    const path = transcript(
      lines(
        prompt('x', { pelican: 1, uuid: pelican, cwd: pelican, gitBranch: pelican, toolUseResult: pelican }),
        prompt(pelican, { isMeta: true }),
        answer({ type: 'tool_use', name: 'Bash', id: pelican, input: { pelican: 1 } }),
        answer({ type: 'image', source: { type: 'base64', data: pelican } }),
        { type: 'attachment', attachment: { type: 'prompt_snapshot', prompt: pelican } },
        { type: 'file-history-snapshot', snapshot: pelican },
        { type: 'queue-operation', content: pelican },
        { pelican },
      ),
    );
    expect(searchIn(path, [pelican]).hits).toEqual([]);
    expect(searchIn(path, ['type']).hits).toEqual([]);
  });

  it('has every word in one message, in any order and in parts of it', () => {
    const path = transcript(
      lines(
        prompt('one two'),
        prompt('Two, then ONE'),
        prompt('one'),
        prompt('two'),
        prompt('x', { message: { content: ['one', 'two'].map((text) => ({ type: 'text', text })) } }),
      ),
    );
    expect(texts(path, 'one', 'two')).toEqual(['one two', 'Two, then ONE', 'one']);
    expect(texts(path, 'one two')).toEqual(['one two']);
  });

  it('a phrase goes over the end of a line', () => {
    const path = transcript(lines(prompt('exponential\n   backoff'), prompt('exponential, backoff')));
    expect(texts(path, 'Exponential backoff')).toEqual(['exponential backoff']);
  });

  it.each([
    ['ÉTÉ', 'l’été'],
    ['straẞe', 'straße'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['Привет', 'ПРИВЕТ'],
    ['kelvin', '\u212aelvin'],
    ['\u212a', 'k'],
    ['session', '\u017fe\u017fsion'],
    ['検索', '全文検索'],
    ['🦩', 'a 🦩'],
    ['™', 'a ™'],
    ['"quoted"', 'a "quoted" word'],
    ['C:\\Users', 'in c:\\users'],
    ['src/main.ts', 'see SRC/main.ts'],
    ['a', 'A'],
    ['.*', 'a.*b'],
  ])('%s in %s, however JSON has it', (word, text) => {
    const escaped = text.replace(
      /[\s\S]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`,
    );
    const path = transcript([
      JSON.stringify(prompt(text, { uuid: '1' })),
      JSON.stringify(prompt('', { uuid: '2' })).replace('""', `"${escaped}"`),
      JSON.stringify(prompt(text, { uuid: '3' })).replaceAll('/', '\\/'),
    ]);
    expect(texts(path, word)).toHaveLength(3);
  });

  it('no pattern is meant', () => {
    expect(texts(transcript(lines(prompt('abc'))), 'a.c')).toEqual([]);
  });

  it('a message that a client wrote again is found once, and so many are enough', () => {
    const path = transcript(lines(...[1, 1, 2, 3].map((id) => prompt(`pelican ${id}`, { uuid: `${id}` }))));
    expect(texts(path, 'pelican')).toEqual(['pelican 1', 'pelican 2', 'pelican 3']);
    expect(searchIn(path, ['pelican'], { maxHits: 2 })).toMatchObject({ isMore: true });
    expect(searchIn(path, ['pelican'], { maxHits: 3 })).toMatchObject({ isMore: false });
  });
});

describe('a hostile or growing transcript', () => {
  it('a torn last line is found once it is whole', () => {
    const [whole = ''] = lines(prompt('pelican'));
    const path = transcript([whole, whole.slice(0, -5)], '');
    expect(texts(path, 'pelican')).toHaveLength(1);
    appendFileSync(path, whole.slice(-5));
    expect(searchIn(path, ['pelican'], { maxHits: 2 }).hits).toHaveLength(1);
    appendFileSync(path, `\n${JSON.stringify(prompt('pelican too'))}`);
    expect(texts(path, 'pelican')).toEqual(['pelican', 'pelican too']);
  });

  it('lines that are no JSON, no objects, nested without end or of odd types are passed over', () => {
    const path = transcript([
      'pelican',
      '"pelican"',
      '["pelican"]',
      `{"type":"user","message":{"content":"pelican`,
      `{"type":"user","message":${'['.repeat(100_000)}"pelican"${']'.repeat(100_000)}}`,
      JSON.stringify(
        answer({ type: 'tool_use', input: JSON.parse(`${'['.repeat(300)}"pelican"${']'.repeat(300)}`) }),
      ),
      ...lines({ type: 'user', message: 'pelican' }, { type: 'constructor', constructor: 'pelican' }),
      ...lines({ type: '__proto__', message: { content: 'pelican' } }, prompt('x', { message: null })),
      ...lines(prompt('the pelican')),
    ]);
    expect(texts(path, 'pelican')).toEqual(['the pelican']);
  });

  it('what is hidden is shown as its code, and no line is broken', () => {
    const path = transcript(lines(prompt('\u001b[31mred\u202e pelican\r\n\ttwo\u200bthree')));
    const [hit] = searchIn(path, ['pelican']).hits;
    expect(hit?.text).toBe('\\u001b[31mred\\u202e pelican two\\u200bthree');
    const [[from, to] = []] = hit?.marks ?? [];
    expect(hit?.text.slice(from, to)).toBe('pelican');
  });

  it('of a long text the part around the words is shown, in whole characters', () => {
    const path = transcript(lines(prompt(`${'🦩'.repeat(5000)}pelican${'🦩'.repeat(5000)}`)));
    const [hit] = searchIn(path, ['pelican']).hits;
    expect(hit?.text).toMatch(/^…(🦩)+pelican(🦩)+…$/u);
    expect(hit?.text.length).toBeLessThan(300);
  });

  it('a line that is too long is counted, and what follows it is found, whichever part it is in', () => {
    const path = transcript(
      lines(prompt('pelican 1'), prompt(`${'x'.repeat(20_000_000)} pelican`), prompt('pelican 2')),
    );
    expect(searchIn(path, ['pelican'])).toMatchObject({ tooLong: 1, hits: [{}, {}] });
    const borders = [10, 1_000_000, 10_000_000, 19_000_000, 20_000_200];
    const searched = [0, ...borders].map((start, index) => {
      const end = borders[index];
      return searchIn(path, ['pelican'], { parts: [{ path, start, ...(end !== undefined && { end }) }] });
    });
    expect(searched.flatMap(({ hits }) => hits.map(({ text }) => text))).toEqual(['pelican 1', 'pelican 2']);
    expect(searched.reduce((sum, { tooLong }) => sum + tooLong, 0)).toBe(1);
  });

  it('a FIFO, a folder and a link in the place of a transcript are not read', () => {
    const folder = temporaryFolder();
    const fifo = join(folder, 'fifo.jsonl');
    execFileSync('mkfifo', [fifo]);
    const link = join(folder, 'link.jsonl');
    symlinkSync(transcript(lines(prompt('pelican'))), link);
    for (const path of [fifo, folder, link, join(folder, 'gone.jsonl')]) {
      expect(searchIn(path, ['pelican'])).toMatchObject({ hits: [], error: expect.any(String) });
    }
  });

  it('an empty one, one without a line and one that is cut while it is read', () => {
    const path = join(temporaryFolder(), 'a.jsonl');
    writeFileSync(path, '');
    expect(searchIn(path, ['pelican'])).toEqual({ hits: [], isMore: false, tooLong: 0 });
    writeFileSync(path, '\n\n\n');
    expect(searchIn(path, ['pelican'])).toEqual({ hits: [], isMore: false, tooLong: 0 });
    truncateSync(path, 1);
    expect(searchIn(path, ['pelican'], { parts: [{ path, start: 2, end: 5 }] }).hits).toEqual([]);
  });

  it('nothing more is read once nobody waits', () => {
    const path = transcript(lines(prompt('pelican')));
    const stopped = new SharedArrayBuffer(4);
    new Int32Array(stopped)[0] = 1;
    expect(searchIn(path, ['pelican'], { stopped })).toMatchObject({ hits: [], isMore: true });
  });
});

describe('honest conversations', () => {
  const folder = fileURLToPath(new URL('../../../fixtures/transcripts', import.meta.url));
  const files = readdirSync(folder).map((name) => join(folder, name));
  const grep = (word: string) =>
    execFileSync('sh', ['-c', 'w=$1; shift; grep -liF -e "$w" "$@" || true', 'sh', word, ...files], {
      encoding: 'utf8',
    })
      .split('\n')
      .filter(Boolean);

  it.each(['hello', 'picture', 'Bash', 'README', 'error', 'colour'])(
    '%s is found where grep has it, unless it is in none of the texts',
    (word) => {
      const found = files.filter((path) => searchIn(path, [word]).hits.length > 0);
      const said = files.filter((path) =>
        naive(path).some((text) => text.toLowerCase().includes(word.toLowerCase())),
      );
      expect(found).toEqual(said);
      expect(grep(word)).toEqual(expect.arrayContaining(found));
    },
  );
});

/** Every text under the names that texts have. */
function naive(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .flatMap(({ type, subtype, message, isMeta, content, customTitle, aiTitle, summary, attachment }) => {
      if (type === 'system') return [content ?? ''];
      if (attachment?.type === 'queued_command') return strings(attachment.prompt);
      if (type !== 'user' && type !== 'assistant') return [customTitle, aiTitle, summary].filter(Boolean);
      const parts =
        typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
      return parts.flatMap((part: Record<string, unknown>) => {
        if (part.type === 'text') return isMeta ? [] : [part.text];
        if (part.type === 'tool_use') return [part.name, ...strings(part.input)];
        if (part.type === 'thinking') return [part.thinking];
        if (part.type === 'tool_result') return strings(part.content);
        return [String(subtype ?? '')];
      });
    });
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(strings);
}
