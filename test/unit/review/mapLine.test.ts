import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapLine } from '../../../core/src/review/mapLine.ts';
import { toHost } from '../../../core/src/review/pathMap.ts';
import { sides } from './support.ts';

const map = (line: object | string, ...more: [{ from: string; to: string }?]) =>
  mapLine(typeof line === 'string' ? line : JSON.stringify(line), sides, ...more);

const call = (name: string, input: object) => ({
  type: 'assistant',
  message: { content: [{ type: 'tool_use', name, input }, 'x'] },
});

describe('a line of the host for the mirror', () => {
  it.each([
    [
      { type: 'user', cwd: '/home/me/app/sub' },
      { type: 'user', cwd: '/workspaces/app/sub' },
    ],
    [call('Read', { file_path: '/home/me/app/a' }), call('Read', { file_path: '/workspaces/app/a' })],
    [
      call('Grep', { path: '/home/me/app', pattern: '/home/me/app' }),
      call('Grep', { path: '/workspaces/app', pattern: '/home/me/app' }),
    ],
    [call('mcp__x__y', { any: ['/home/me/app/a'] }), call('mcp__x__y', { any: ['/workspaces/app/a'] })],
    [
      { toolUseResult: { filenames: ['/home/me/app/a', '/etc/b'], content: '/home/me/app/a' } },
      { toolUseResult: { filenames: ['/workspaces/app/a', '/etc/b'], content: '/home/me/app/a' } },
    ],
    [
      { attachment: { type: 'file', filename: '/home/me/app/größe/😀' } },
      { attachment: { type: 'file', filename: '/workspaces/app/größe/😀' } },
    ],
  ])('%j is %j', (line, expected) => expect(map(line)).toBe(JSON.stringify(expected)));

  it.each([
    '{"cwd":"/home/me/app-other"}',
    '{"type":"user","message":{"content":"look at /home/me/app/a"}}',
    JSON.stringify(call('Bash', { command: 'cat /home/me/app/a' })),
    JSON.stringify(call('Edit', { old_string: '/home/me/app' })),
    '{"cwd":"/home/me/app"',
    '["/home/me/app"]',
    '"/home/me/app"',
    '',
    'no JSON /home/me/app',
    `{"cwd":"/home/me/app","x":${'['.repeat(600)}${']'.repeat(600)}}`,
  ])('%j stays as it is', (line) => expect(map(line)).toBe(line));

  it('keeps every byte but those of the paths', () => {
    const line =
      '\t{ "n" : 12345678901234567890, "x":"\\ud800\\/\\u0041", "cwd" :"\\/home\\/me\\/app\\u002fa", "z":{"cwd":"/home/me/app"}, "e":1.0e2 , "cwd2":"/home/me/app" }\r';
    expect(map(line)).toBe(line.replace('"\\/home\\/me\\/app\\u002fa"', '"/workspaces/app/a"'));
  });

  it('of members that are given twice, the last one counts', () => {
    expect(map('{"cwd":"/x","cwd":"/home/me/app"}')).toBe('{"cwd":"/x","cwd":"/workspaces/app"}');
    expect(map('{"cwd":"/home/me/app","cwd":"/x"}')).toBe('{"cwd":"/home/me/app","cwd":"/x"}');
  });

  it("has the mirror's id when that is another", () => {
    const ids = { from: 'a', to: 'b' };
    expect(map({ sessionId: 'a', session_id: 'a', uuid: 'a' }, ids)).toBe(
      '{"sessionId":"b","session_id":"b","uuid":"a"}',
    );
    expect(map({ sessionId: 'c' }, ids)).toBe('{"sessionId":"c"}');
  });

  it('of Windows', () => {
    const windows = { host: 'C:\\Users\\me\\app', container: '/workspaces/app' };
    const line = JSON.stringify({
      cwd: 'c:\\Users\\me\\app',
      toolUseResult: { filePath: 'C:\\Users\\me\\app\\a b\\c.ts', file: { filePath: 'D:\\x' } },
    });
    expect(mapLine(line, windows)).toBe(
      '{"cwd":"/workspaces/app","toolUseResult":{"filePath":"/workspaces/app/a b/c.ts","file":{"filePath":"D:\\\\x"}}}',
    );
  });

  it('is the same value as when it is parsed and mapped, whatever it holds', () => {
    const path = fc.constantFrom(
      '/home/me/app',
      '/home/me/app/a',
      '/home/me/app-2',
      'x',
      '\\',
      '"',
      '\ud83d',
    );
    const json = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        path,
        fc.jsonValue(),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom('cwd', 'message', 'content', 'input', 'name', 'file_path', 'toolUseResult', 'a"b'),
          tie('any'),
          { maxKeys: 5 },
        ),
      ),
    })).any;
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('cwd', 'message', 'toolUseResult', 'attachment', 'type'), json),
        fc.constantFrom(0, 1),
        (line, indent) => {
          const text = JSON.stringify(line, undefined, indent);
          const mapped = map(text);
          const back = (value: unknown): unknown =>
            typeof value === 'string' && /^\/workspaces\/app(?:\/|$)/.test(value)
              ? toHost(value, '/', sides)
              : value;
          expect(JSON.parse(mapped, (_, value) => back(value))).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of real conversations changes paths alone', () => {
    const corpora = new URL('../../fixtures/transcripts/', import.meta.url);
    let mappedLines = 0;
    for (const file of readdirSync(corpora))
      for (const text of readFileSync(new URL(file, corpora), 'utf8').trimEnd().split('\n')) {
        const mapped = map(text);
        if (mapped !== text) mappedLines++;
        // The corpora have conversations of both sides: what is the container's already stays.
        expect(mapped.replaceAll('/workspaces/app', '/home/me/app')).toBe(
          text.replaceAll('/workspaces/app', '/home/me/app'),
        );
        // What is passed over when a conversation is loaded stays as it is.
        if (!/"type":"(?:progress|api-request[\w-]*)"/.test(text))
          expect(mapped).not.toMatch(/"(?:cwd|file_path|filePath|filename)":"\/home\/me\/app["/]/);
      }
    expect(mappedLines).toBeGreaterThan(500);
  });
});
