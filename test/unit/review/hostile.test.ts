import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRecord, type JsonRecord } from '../../../core/src/verify/jsonRecord.ts';
import { isOfChain } from '../../../core/src/verify/unknownNames.ts';
import * as measured from '../../docker/support/actingLines.ts';
import { ForgedLines } from '../../harness/claude/ForgedLines.ts';
import type { HostileLab } from '../../harness/claude/HostileLab.ts';
import { types, value } from '../verify/hostileValues.ts';
import { honest, mutations } from '../verify/mutations.ts';
import { actingLines, unknownLines } from '../verify/namedLines.ts';
import { session } from '../verify/support.ts';
import { actingIn, chainLine, hostSession, rebuild } from './support.ts';

/** A line with what every client writes, so that nothing but what is hostile in it can be why it is refused. */
function whole(line: object): JsonRecord {
  const record = line as JsonRecord;
  return isOfChain(record) ? { ...chainLine({}), ...record } : { sessionId: session, ...record };
}

const acting = (lines: readonly (string | object)[]) => actingIn(rebuild(lines).lines.values());

describe('of lines of which each acts or is not known', () => {
  it.each([...actingLines, ...unknownLines])('nothing acts of %j', (line) => {
    expect(acting([whole(line), whole(line)])).toEqual([]);
  });

  it('each acts on that host when it is not rebuilt', () => {
    const still = [...actingLines, ...unknownLines].filter(([line]) => {
      return actingIn([JSON.stringify({ ...whole(line), sessionId: hostSession })]).length === 0;
    });
    expect(still).toEqual([]);
  });
});

describe('of what a container did to the real client', () => {
  const lab = {
    project: { home: '/home/me', folder: '/home/me/app' },
    canary: 'canary-0123456789',
    sessionId: session,
    line: () => ({ uuid: '00000000-0000-4000-8000-000000000001' }),
  } as unknown as HostileLab;
  const user = chainLine({ type: 'user', message: { role: 'user', content: 'hi' } });

  it.each(measured.actingLines)('$name', ({ forge }) => {
    const forged = new ForgedLines([user]);
    forge(forged, lab);
    const lines = forged.lines.map((line) => ({ ...line }));
    expect(acting([user, ...lines])).toEqual([]);
  });
});

describe('of anything', () => {
  it('nothing acts of an honest conversation in which one line was changed', () => {
    const changed = fc.oneof(...mutations.map(([, each]) => each));
    fc.assert(
      fc.property(changed, fc.nat(honest.length), ({ line }, at) => {
        expect(acting([...honest.slice(0, at).slice(-3), line, ...honest.slice(at).slice(0, 3)])).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('nothing acts of values in places that matter', () => {
    const lines = fc.array(
      fc.tuple(value, fc.constantFrom(...types, 'assistant', 'last-prompt', 'pr-link')),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(lines, (made) => {
        const hostile = made.map(([each, type]) =>
          whole({ type, ...(isRecord(each) ? each : { attachment: each }) }),
        );
        expect(acting(hostile)).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });

  it('nothing acts of a call with a path of any form', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '~',
      '~root',
      'a',
      ' ',
      '\n',
      '\t',
      '\u00a0',
      '\\',
      'outward',
      '/workspaces/app',
      'home/me',
      '',
      '@container',
      'C:',
    );
    const path = fc
      .array(piece, { maxLength: 6 })
      .chain((pieces) => fc.constantFrom(pieces.join('/'), pieces.join('')));
    const tool = fc.constantFrom('Read', 'Write', 'Edit', 'NotebookEdit', 'mcp__x__y', 'Novel');
    const member = fc.constantFrom('file_path', 'path', 'notebook_path', 'target');
    fc.assert(
      fc.property(path, path, tool, member, (named, cwd, name, at) => {
        const content = [{ type: 'tool_use', id: 'toolu_1', name, input: { [at]: named, content: 'x' } }];
        const call = chainLine({ type: 'assistant', cwd, message: { role: 'assistant', content } });
        const file = {
          type: 'file',
          filename: named,
          content: { type: 'text', file: { filePath: named, content: 'x' } },
        };
        const lines = [call, chainLine({ type: 'attachment', attachment: file, cwd })];
        const { lines: made } = rebuild(lines);
        expect(made.size).toBe(2);
        expect(actingIn(made.values())).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('no bytes are answered with a throw, and none comes out as it went in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(rebuild([text]).lines.size).toBe(0);
      }),
    );
  });
});
