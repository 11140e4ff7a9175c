import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIdentity, lineMapper } from '../../../core/src/review/mapLine.ts';
import { type Sides, toContainer } from '../../../core/src/review/pathMap.ts';
import { mapResult, mapToolInput, type PathNames } from '../../../core/src/review/pathPlaces.ts';
import { isRecord, type JsonRecord } from '../../../core/src/verify/jsonRecord.ts';
import { isWithinBounds } from '../../../core/src/verify/lineBounds.ts';
import { sides } from './support.ts';

/** A line, with others around it that must not be looked at. */
function mapIn(text: string, ...given: Parameters<typeof lineMapper>): string {
  const [before, after] = ['{"cwd":"/home/me/app/before"}\n', '\n{"cwd":"/home/me/app/after"}\n'];
  const bytes = Buffer.from(before + text + after);
  const from = before.length;
  const end = bytes.length - after.length;
  let made = '';
  let kept = from;
  for (const change of lineMapper(...given)(bytes, from, end)) {
    expect(change.from).toBeGreaterThanOrEqual(kept);
    made += bytes.toString('utf8', kept, change.from) + change.text;
    kept = change.end;
  }
  return made + bytes.toString('utf8', kept, end);
}

const map = (line: object | string, ...more: [{ from: string; to: string }?]) =>
  mapIn(typeof line === 'string' ? line : JSON.stringify(line), sides, ...more);

/** The same, by the value that the line has. */
function mapValue(line: JsonRecord, of: Sides): JsonRecord {
  const file = (path: string) => toContainer(path, of);
  const names: PathNames = { file, mention: file };
  const inBlock = (block: unknown) =>
    isRecord(block) && typeof block.name === 'string' && isRecord(block.input)
      ? { ...block, input: { ...block.input, ...(mapToolInput(block.name, block.input, names) as object) } }
      : block;
  const { cwd, message, toolUseResult, attachment } = line;
  return {
    ...line,
    ...(typeof cwd === 'string' && { cwd: file(cwd) }),
    ...(isRecord(message) &&
      Array.isArray(message.content) && { message: { ...message, content: message.content.map(inBlock) } }),
    ...(toolUseResult !== undefined && { toolUseResult: mapResult(toolUseResult, names) }),
    ...(attachment !== undefined && { attachment: mapResult(attachment, names) }),
  };
}

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

  it('of members that are given twice, each is mapped', () => {
    expect(map('{"cwd":"/x","cwd":"/home/me/app"}')).toBe('{"cwd":"/x","cwd":"/workspaces/app"}');
    expect(map('{"cwd":"/home/me/app","cwd":"/x"}')).toBe('{"cwd":"/workspaces/app","cwd":"/x"}');
  });

  it('a tool may be named behind its input', () => {
    const block = (tool: string) =>
      `{"input":{"file_path":"/home/me/app/a","x":"/home/me/app"},"name":"${tool}"}`;
    const line = `{"message":{"content":[${block('Read')},${block('mcp__x__y')}]},"cwd":"/home/me/app"}`;
    expect(map(line)).toBe(
      line
        .replaceAll('"file_path":"/home/me/app/a"', '"file_path":"/workspaces/app/a"')
        .replace(/"x":"\/home\/me\/app"(?=\},"name":"mcp)/, '"x":"/workspaces/app"')
        .replace(/"cwd":"[^"]*"/, '"cwd":"/workspaces/app"'),
    );
  });

  it.each([500, 501])('%i levels, as many as are parsed', (levels) => {
    const line = `{"cwd":"/home/me/app","x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect(isWithinBounds(line)).toBe(levels === 500);
    expect(map(line) === line).toBe(levels > 500);
  });

  it.each([249_997, 249_998])('%i commas in a list, as many as are parsed', (commas) => {
    const line = `{"cwd":"/home/me/app","x":[${'1,'.repeat(commas)}1]}`;
    expect(isWithinBounds(line)).toBe(commas === 249_997);
    expect(map(line) === line).toBe(commas > 249_997);
  });

  it('what is below `__proto__` stays as it is', () => {
    const line = '{"attachment":{"__proto__":{"path":"/home/me/app"},"path":"/home/me/app"}}';
    expect(map(line)).toBe(line.replace(/"\/home\/me\/app"(?=\}\}$)/, '"/workspaces/app"'));
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
    expect(mapIn(line, windows)).toBe(
      '{"cwd":"/workspaces/app","toolUseResult":{"filePath":"/workspaces/app/a b/c.ts","file":{"filePath":"D:\\\\x"}}}',
    );
  });

  it('knows when nothing can change', () => {
    const alike = { host: '/home/me/app', container: '/home/me/app' };
    expect(isIdentity(alike)).toBe(true);
    expect(isIdentity(alike, { from: 'a', to: 'b' })).toBe(false);
    expect(isIdentity({ ...alike, hostAlso: ['/link'] })).toBe(false);
    expect(isIdentity(sides)).toBe(false);
  });

  const texts = fc.oneof(
    fc.constantFrom(
      ...['/home/me/app', '/home/me/app/a', '/home/me/app-2', '/home/me/app/../x', '/home/me/app/größe "\\'],
      ...['x', '\\', '"', '\ud83d', 'Read', 'Bash', 'mcp__x__y'],
    ),
    fc.string(),
  );
  const members = fc.constantFrom(
    ...['cwd', 'message', 'content', 'input', 'name', 'file_path', 'path', 'filenames', 'toolUseResult'],
    ...['attachment', 'a"b', '7'],
  );
  const values = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 5 },
      texts,
      fc.jsonValue(),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(members, tie('any'), { maxKeys: 5 }),
      fc.record({ content: fc.array(tie('any'), { maxLength: 3 }) }),
      fc.record({ name: texts, input: fc.dictionary(members, tie('any'), { maxKeys: 4 }) }),
    ),
  })).any;
  const lines = fc.dictionary(members, values, { maxKeys: 6 });
  /** Some characters, in a way of writing them that means the same. */
  const otherwise = (text: string, every: number) => {
    let count = 0;
    return text.replace(/[/a-e](?=[^\\]*")/g, (character) => {
      if (++count % every > 0) return character;
      return character === '/' ? '\\/' : `\\u00${character.charCodeAt(0).toString(16).toUpperCase()}`;
    });
  };

  it('means what the value means when it is mapped, whatever it holds and however it is written', () => {
    fc.assert(
      fc.property(
        lines,
        fc.constantFrom('', ' ', '\t'),
        fc.integer({ min: 2, max: 50 }),
        (line, indent, every) => {
          const text = otherwise(JSON.stringify(line, undefined, indent).replaceAll('\n', '\r'), every);
          let value: unknown;
          try {
            value = JSON.parse(text);
          } catch {
            expect(map(text)).toBe(text);
            return;
          }
          expect(JSON.parse(map(text))).toEqual(mapValue(value as JsonRecord, sides));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('takes for JSON what JSON.parse takes', () => {
    const odd = fc.constantFrom(
      ...'"\\{}[],:0123-+.eEtrufalsn /\t\r\u0001\u007f\u2028\ufeff',
      '\\u12',
      '01',
      '1.',
      '',
    );
    fc.assert(
      fc.property(lines, odd, fc.nat(), fc.nat({ max: 3 }), (line, inserted, at, dropped) => {
        const whole = JSON.stringify({ cwd: '/home/me/app', ...line, cwd2: 1 });
        const start = at % (whole.length + 1);
        const text = whole.slice(0, start) + inserted + whole.slice(start + dropped);
        const isJson = (() => {
          try {
            return isRecord(JSON.parse(text));
          } catch {
            return false;
          }
        })();
        if (!isJson) expect(map(text)).toBe(text);
        else if (/^\s*\{\s*"cwd"\s*:\s*"\/home\/me\/app"/.test(text)) expect(map(text)).not.toBe(text);
      }),
      { numRuns: 5000 },
    );
  });

  it('of real conversations changes paths alone', () => {
    const corpora = new URL('../../fixtures/transcripts/', import.meta.url);
    let mappedLines = 0;
    for (const file of readdirSync(corpora))
      for (const text of readFileSync(new URL(file, corpora), 'utf8').trimEnd().split('\n')) {
        const mapped = map(text);
        if (mapped !== text) mappedLines++;
        expect(JSON.parse(mapped)).toEqual(mapValue(JSON.parse(text), sides));
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
