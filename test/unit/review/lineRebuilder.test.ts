import { describe, expect, it } from 'vitest';
import { isKeptMember } from '../../../core/src/review/memberRules.ts';
import { lineTable } from '../../../core/src/verify/lineTable.ts';
import { session } from '../verify/support.ts';
import { chainLine, hostSession, rebuild, rebuildLine } from './support.ts';

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const user = (text: unknown, more: object = {}) =>
  chainLine({ type: 'user', message: { role: 'user', content: text }, ...more });
const attachment = (value: object, more: object = {}) =>
  chainLine({ type: 'attachment', attachment: value, ...more });
const note = (value: object) => ({ sessionId: session, ...value });
const call = (name: string, input: object, more: object = {}) =>
  chainLine({
    type: 'assistant',
    message: { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name, input }] },
    ...more,
  });
const inputOf = (line: object) => {
  const content = (rebuildLine(line)?.message as { content: { input: unknown }[] } | undefined)?.content;
  return content?.[0]?.input;
};

describe('a line of the conversation', () => {
  it("is the host's, with members that are known", () => {
    expect(
      rebuildLine(
        user('hi', {
          gitBranch: 'main',
          slug: '../../notes',
          planContent: 'x',
          permissionMode: 'auto',
          rendered: [],
        }),
      ),
    ).toEqual({
      parentUuid: null,
      isSidechain: false,
      version: '2.1.332',
      gitBranch: 'main',
      type: 'user',
      message: { role: 'user', content: 'hi' },
      uuid: id(1),
      timestamp: '2026-01-02T03:04:05.678Z',
      cwd: '/home/me/app',
      sessionId: hostSession,
    });
  });

  it.each([
    ['/workspaces/app/sub', '/home/me/app/sub'],
    ['/', '/home/me/app'],
    ['/workspaces/app/outward/x', '/home/me/app'],
    ['../..', '/home/me/app'],
  ])('in %s works in %s', (cwd, expected) => expect(rebuildLine(user('hi', { cwd }))?.cwd).toBe(expected));

  it.each([
    { uuid: 'x' },
    { uuid: undefined },
    { timestamp: 'now' },
    { timestamp: 7 },
    { sessionId: '../x' },
  ])('is not taken with %j, and named', (more) => {
    const { lines, notTaken } = rebuild([user('hi', more)]);
    expect([lines.size, notTaken]).toEqual([
      0,
      [{ line: 1, name: `user: ${Object.keys(more)[0]}`, why: 'unknown' }],
    ]);
  });

  it("of another session is the host's too, as old versions copy them; what stands beside it is not taken", () => {
    expect(rebuildLine(user('hi', { sessionId: id(9) }))?.sessionId).toBe(hostSession);
    expect(rebuildLine({ type: 'custom-title', customTitle: 'x', sessionId: id(9) })).toBeUndefined();
  });

  it('without a member or a block that nobody knows, which is named once', () => {
    const odd = user(
      [
        { type: 'late_block', x: 1 },
        { type: 'text', text: 'hi' },
      ],
      { novel: 1 },
    );
    const { lines, notTaken } = rebuild([odd, { ...odd, uuid: id(2) }]);
    expect(JSON.parse(lines.get(1) ?? '')).toMatchObject({
      message: { content: [{ type: 'text', text: 'hi' }] },
    });
    expect(notTaken.map(({ name, why }) => `${why} ${name}`)).toEqual([
      'unknown block late_block',
      'unknown member novel',
    ]);
  });

  it('without a member of another form than clients write, and without the effort, which would be sent', () => {
    const odd = {
      hookInfos: 7,
      hookErrors: ['x'],
      durationMs: '1',
      version: 'x',
      agentId: '../x',
      origin: 'x',
      effort: 'high',
      perTurnEffort: 'high',
    };
    const rebuilt = rebuildLine(
      chainLine({ type: 'assistant', message: { usage: 7, model: 'm', role: 'user', content: 'x' }, ...odd }),
    );
    expect(rebuilt).toMatchObject({
      hookErrors: ['x'],
      message: { model: 'm', role: 'assistant', content: 'x' },
    });
    expect(Object.keys(rebuilt ?? {})).not.toEqual(expect.arrayContaining(['hookInfos', 'effort']));
    expect(Object.keys(rebuilt ?? {})).toEqual([
      'parentUuid',
      'isSidechain',
      'hookErrors',
      'type',
      'message',
      'uuid',
      'timestamp',
      'cwd',
      'sessionId',
    ]);
    expect((rebuilt?.message as object | undefined) ?? {}).not.toHaveProperty('usage');
  });

  it('keeps lone surrogates and numbers, and has no `__proto__`', () => {
    expect(rebuild([user('\ud800')]).lines.get(1)).toContain('"\\ud800"');
    expect(inputOf(call('Bash', { timeout: 1.5e3 }))).toEqual({ timeout: 1500 });
    const polluting = JSON.stringify(call('Bash', { a: 1 })).replace('"a":1', '"__proto__":{"b":1},"a":1');
    expect(rebuild([polluting]).lines.get(1)).not.toContain('__proto__');
  });
});

describe('paths in calls', () => {
  it.each([
    ['Read', { file_path: '/workspaces/app/a' }, { file_path: '/home/me/app/a' }],
    ['Read', { file_path: 'a' }, { file_path: '/home/me/app/a' }],
    ['Read', { file_path: '~/x' }, { file_path: '/@container/~/x' }],
    ['Read', { file_path: ['/etc/hosts'], path: 7 }, {}],
    [
      'Write',
      { file_path: '/etc/hosts', content: '/workspaces/app/a' },
      { file_path: '/@container/etc/hosts', content: '/workspaces/app/a' },
    ],
    [
      'Edit',
      { file_path: '/workspaces/app/outward', old_string: '/etc' },
      { file_path: '/@container/workspaces/app/outward', old_string: '/etc' },
    ],
    ['NotebookEdit', { notebook_path: '/workspaces/app/n' }, { notebook_path: '/home/me/app/n' }],
    ['Grep', { pattern: '/etc', path: '/workspaces/app' }, { pattern: '/etc', path: '/home/me/app' }],
    ['Bash', { command: 'cat /workspaces/app/a' }, { command: 'cat /workspaces/app/a' }],
    [
      'mcp__x__y',
      { target: '/workspaces/app/a', list: ['/etc/hosts', 'plain words'], at: 'https://x/y' },
      { target: '/home/me/app/a', list: ['/@container/etc/hosts', 'plain words'], at: 'https://x/y' },
    ],
    [
      'Novel',
      { deep: { path: 'src/a' }, out: 'outward/a', up: '../../x' },
      { deep: { path: 'src/a' }, out: '/@container/workspaces/app/outward/a', up: '/@container/x' },
    ],
  ])('of %s %j are %j', (name, input, expected) => expect(inputOf(call(name, input))).toEqual(expected));

  it('and results', () => {
    const toolUseResult = {
      type: 'text',
      file: { filePath: '/workspaces/app/a', content: '/workspaces/app/a' },
      filenames: ['/workspaces/app/b', 'c', '/etc/d'],
    };
    expect(rebuildLine(user([], { toolUseResult }))?.toolUseResult).toEqual({
      type: 'text',
      file: { filePath: '/home/me/app/a', content: '/workspaces/app/a' },
      filenames: ['/home/me/app/b', 'c', '/@container/etc/d'],
    });
  });

  it('that stay relative lead out nowhere, in the folder of the line or in that of the workspace', () => {
    const line = call('Novel', { path: 'outward' }, { cwd: '/workspaces/app/sub' });
    expect(inputOf(line)).toEqual({ path: '/@container/workspaces/app/outward' });
  });

  it('asks whether a composed name leads out, which is what the client opens', () => {
    const path = '/workspaces/app/e\u0301';
    const leadsOut = (each: string) => each === '/home/me/app/\u00e9';
    const rebuilt = rebuildLine(call('Read', { file_path: path }), { leadsOut });
    expect(JSON.stringify(rebuilt)).toContain(`/@container${path}`);
  });
});

describe('an attachment', () => {
  it('that is a prompt typed while Claude worked is what the user said', () => {
    const queued = attachment(
      { type: 'queued_command', prompt: 'and this', commandMode: 'prompt' },
      { parentUuid: id(7), rendered: [{ content: 'x' }], renderedRole: 'system' },
    );
    expect(rebuildLine(queued)).toMatchObject({
      type: 'user',
      uuid: id(1),
      parentUuid: id(7),
      message: { role: 'user', content: 'and this' },
    });
    expect(
      rebuildLine(attachment({ type: 'queued_command', prompt: 'done', commandMode: 'task-notification' })),
    ).toBeUndefined();
  });

  it('that is a mentioned file or folder is what the user said, not shown', () => {
    const said = (value: object) => {
      const line = rebuildLine(attachment(value, { rendered: [{ content: 'x' }], renderedRole: 'system' }));
      expect([line?.type, line?.isMeta, line?.attachment, line?.rendered]).toEqual([
        'user',
        true,
        undefined,
        undefined,
      ]);
      return (line?.message as { content: unknown } | undefined)?.content;
    };
    const file = (type: string, value: object) => ({
      type: 'file',
      filename: '/workspaces/app/a',
      content: { type, file: value },
    });
    const mentioned = 'The file /home/me/app/a was mentioned.';
    expect(said(file('text', { filePath: '/workspaces/app/a', content: 'one\ntwo' }))).toBe(
      `${mentioned} It holds:\none\ntwo`,
    );
    expect(said(file('notebook', { cells: [{ source: 'x' }, { source: 'y' }] }))).toBe(
      `${mentioned} It holds:\nx\n\ny`,
    );
    expect(said(file('image', { base64: 'AA', type: 'image/png' }))).toEqual([
      { type: 'text', text: mentioned },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA' } },
    ]);
    expect(said({ type: 'file', filename: '/etc/x', content: { type: 'late' } })).toBe(
      'The file /@container/etc/x was mentioned.',
    );
    expect(said({ type: 'directory', path: '/workspaces/app/sub', content: 'b.txt' })).toBe(
      'The folder /home/me/app/sub was mentioned. It holds:\nb.txt',
    );
  });

  it.each([
    [{ type: 'hook_deferred_tool' }, 'acts'],
    [{ type: 'goal_status', met: false, condition: 'x' }, 'acts'],
    [{ type: 'edited_text_file', rereadEntry: {} }, 'acts'],
    [{ type: 'prompt_snapshot', systemPrompt: ['x'] }, 'own'],
    [{ type: 'advisor_tool' }, 'unknown'],
    [{ type: 'late_kind' }, 'unknown'],
    [{ type: 'queued_command', prompt: 7 }, 'unknown'],
  ])('%j is not taken: %s', (value, why) => {
    const { lines, notTaken } = rebuild([attachment(value)]);
    expect([lines.size, notTaken.map((each) => each.why)]).toEqual([0, [why]]);
  });
});

describe('what stands beside the conversation', () => {
  it('is shown on one line, without what is hidden', () => {
    expect(
      rebuildLine(note({ type: 'custom-title', customTitle: 'a\n\u001b[31mb\u202ec', novel: 1 })),
    ).toEqual({ type: 'custom-title', customTitle: 'a [31mbc', sessionId: hostSession });
    expect(rebuildLine({ type: 'summary', summary: 'x', leafUuid: id(3) })).toEqual({
      type: 'summary',
      summary: 'x',
      leafUuid: id(3),
    });
  });

  it.each(['http://x.y/1', 'https://x.y/\u001b', 'javascript:1', 'https://user@x.y/1', 7])(
    'has no link to %j',
    (prUrl) => {
      expect(rebuildLine(note({ type: 'pr-link', prNumber: 1, prUrl }))).toBeUndefined();
      expect(
        rebuildLine(note({ type: 'pr-link', prNumber: 1, prUrl: 'https://github.com/a/b/pull/1' }))?.prUrl,
      ).toBeDefined();
    },
  );

  it.each([
    [note({ type: 'permission-mode', permissionMode: 'auto' }), 'own permission-mode'],
    [note({ type: 'worktree-state', worktreeSession: {} }), 'acts worktree-state'],
    [note({ type: 'file-history-snapshot', snapshot: {} }), 'own file-history-snapshot'],
    [note({ type: 'late-kind' }), 'unknown late-kind'],
    [note({ type: '\u001b[2J' }), 'unknown \\u001b[2J'],
    ['{"type":"us', 'damaged (no JSON)'],
    [`${'['.repeat(600)}${']'.repeat(600)}`, 'bounds (too many values)'],
  ])('%j is not taken: %s', (line, expected) => {
    const { lines, notTaken } = rebuild([line]);
    expect([lines.size, notTaken.map(({ name, why }) => `${why} ${name}`)]).toEqual([0, [expected]]);
  });
});

describe('the chain', () => {
  const hidden = (uuid: number, parentUuid: number | null) =>
    attachment({ type: 'date' }, { uuid: id(uuid), parentUuid: parentUuid === null ? null : id(parentUuid) });
  const said = (uuid: number, parentUuid: number | null) =>
    user('x', { uuid: id(uuid), parentUuid: parentUuid === null ? null : id(parentUuid) });
  const parentsOf = (lines: object[], options = {}) =>
    [...rebuild(lines, options).lines.values()].map(
      (text) => (JSON.parse(text) as { parentUuid: string | null }).parentUuid,
    );

  it('passes over what was dropped, in an earlier pull too', () => {
    expect(parentsOf([said(1, null), hidden(2, 1), hidden(3, 2), said(4, 3)])).toEqual([null, id(1)]);
    expect(parentsOf([hidden(1, null), said(2, 1)])).toEqual([null]);
    const { parents } = rebuild([said(1, null), hidden(2, 1)]);
    expect(parentsOf([hidden(3, 2), said(4, 3)], { parents })).toEqual([id(1)]);
  });

  it('may lead nowhere, and never in a circle of dropped lines', () => {
    expect(parentsOf([said(2, 9)])).toEqual([id(9)]);
    expect(parentsOf([hidden(1, 2), hidden(2, 1), said(3, 1), said(4, 4)])).toEqual([null, null]);
    const circle: [string, string][] = [
      [id(1), id(2)],
      [id(2), id(1)],
    ];
    expect(parentsOf([said(3, 1)], { parents: circle })).toEqual([null]);
  });

  it('is whole where a line stands before the one that it follows', () => {
    const lines = rebuild([said(1, null), said(3, 2), hidden(2, 1)]).lines;
    expect(JSON.parse(lines.get(3) ?? '')).toMatchObject({
      uuid: id(2),
      parentUuid: id(1),
      attachment: { type: 'command_permissions', allowedTools: [] },
    });
  });

  it('of links: the end of the history, the segment that a compaction keeps', () => {
    const compact = chainLine({
      type: 'system',
      subtype: 'compact_boundary',
      uuid: id(5),
      logicalParentUuid: id(2),
      compactMetadata: {
        preservedSegment: { headUuid: id(1), anchorUuid: id(5), tailUuid: id(2) },
        preservedMessages: { uuids: [id(1), id(2)] },
      },
    });
    const end = note({ type: 'last-prompt', leafUuid: id(2) });
    const { lines } = rebuild([said(1, null), hidden(2, 1), compact, end]);
    expect(JSON.parse(lines.get(3) ?? '')).toMatchObject({
      logicalParentUuid: id(1),
      compactMetadata: {
        preservedSegment: { headUuid: id(1), tailUuid: id(1) },
        preservedMessages: { uuids: [id(1)] },
      },
    });
    expect(JSON.parse(lines.get(4) ?? '')).toMatchObject({ leafUuid: id(1) });
  });
});

describe('memory', () => {
  it('is bounded: names of what was not taken', () => {
    const lines = Array.from({ length: 1500 }, () => note({ type: 'late-kind' }));
    expect(rebuild(lines).notTaken).toHaveLength(1000);
  });
});

it('every member that is kept is one of the catalogue', () => {
  const known = new Set(`type ${lineTable.members}`.split(' '));
  const kept = [...known].filter(isKeptMember);
  expect(kept.length).toBeGreaterThan(50);
  for (const name of ['slug', 'planContent', 'permissionMode', 'rendered', 'renderedRole', 'snapshotFiles'])
    expect(isKeptMember(name)).toBe(false);
});
