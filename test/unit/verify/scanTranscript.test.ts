import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scan, session } from './support.ts';

const line = (value: object) => JSON.stringify({ ...value, sessionId: session });
const text = (...lines: string[]) => Buffer.from(`${lines.join('\n')}\n`);
const handed = (...lines: string[]) => scan(text(...lines)).handed.map(({ number }) => number);

describe('what a scan hands out', () => {
  it('is every line of an honest conversation: only what is parsed is known', () => {
    const lines = [
      line({ type: 'user', message: { role: 'user', content: 'a "quoted" text, a \\ and a \u001b[31m' } }),
      line({ type: 'assistant', message: { content: [{ type: 'text', text: '{"type":"attachment"}' }] } }),
      line({ type: 'mode', mode: 'normal' }),
      line({ list: ['type', 'x'], type: 'system', nested: { type: 7 } }),
    ];
    expect(handed(...lines)).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['an attachment', line({ type: 'attachment' })],
    ['a rewind', line({ type: 'file-history-snapshot' })],
    ['a change of a rewind', line({ type: 'file-history-delta' })],
    ['a worktree', line({ type: 'worktree-state' })],
    ['an agent', line({ type: 'agent-setting' })],
    ['a type that comes twice', line({ type: 'user' }).replace('{', '{"type":"worktree-state",')],
    ['a type with odd spacing', line({}).replace('{', '{"type" : "worktree-state",')],
    ['a type with a space before its value', line({}).replace('{', '{"type": "worktree-state",')],
    ['an escaped key', line({ type: 'user' }).replace('"type"', '"t\\u0079pe"')],
    ['an escaped value', line({ type: 'user' }).replace('user', '\\u0077orktree-state')],
    ['no object', '["x"]'],
    ['no JSON', 'nothing'],
    ['two objects where the second is cut', `${line({})}{"x":1`],
    ['another session', JSON.stringify({ type: 'user', sessionId: 'another' })],
    ['no session', JSON.stringify({ type: 'summary' })],
  ])('is %s', (_, odd) => {
    expect(scan(text(line({ type: 'user' }), odd, line({ type: 'user' }))).handed[1]).toEqual({
      text: odd,
      number: 2,
    });
  });

  it('is a last line without end, and says so', () => {
    const { handed: lines, unfinished } = scan(Buffer.from(`${line({})}\n{"type":"us`));
    expect(lines).toHaveLength(2);
    expect({ last: lines[1], unfinished }).toEqual({
      last: { text: '{"type":"us', number: 2 },
      unfinished: true,
    });
  });

  it('is not a line that is too long: that is said', () => {
    const long = line({ type: 'attachment', text: 'x'.repeat(3_000_000) });
    const found = scan(text(line({}), long, line({ type: 'attachment' })), { maxLine: 1 << 20 });
    expect(found.long).toEqual([{ length: long.length, number: 2 }]);
    expect(found.handed.map(({ number }) => number)).toEqual([1, 3]);
    expect(found.lines).toBe(3);
  });

  it('is the same however the bytes come', () => {
    const kinds = ['user', 'attachment', 'file-history-delta', 'mode', 'agent-setting'];
    const lines = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.string({ maxLength: 300 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 200 }), (made, piece) => {
        const bytes = text(...made.map(([type, content]) => line({ type, content })));
        const whole = scan(bytes).handed.map((each) => each.text);
        expect(scan(bytes, {}, piece).handed.map((each) => each.text)).toEqual(whole);
      }),
    );
  });

  it('never misses what acts, whatever stands around it', () => {
    const acting = fc.constantFrom('attachment', 'file-history-snapshot', 'worktree-state', 'agent-setting');
    const values = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 });
    fc.assert(
      fc.property(acting, values, values, (type, before, after) => {
        const { type: _, ...rest } = after;
        expect(handed(JSON.stringify({ ...before, type, ...rest, sessionId: session }))).toEqual([1]);
      }),
    );
  });

  it('never throws and ends, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), fc.integer({ min: 1, max: 64 }), (bytes, piece) => {
        const { lines } = scan(Buffer.from(bytes), { maxLine: 100 }, piece);
        const newlines = bytes.filter((byte) => byte === 10).length;
        expect(lines).toBe(newlines + (bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0));
      }),
    );
  });
});
