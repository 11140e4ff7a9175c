import { describe, expect, it } from 'vitest';
import { joinFacts } from '../../../core/src/verify/joinFacts.ts';
import { judgeAliases } from '../../../core/src/verify/judgeAliases.ts';
import { judgeFile } from '../../../core/src/verify/judgeFile.ts';
import type { HostFile } from '../../../core/src/verify/judgeRead.ts';
import { judgeTranscript } from '../../../core/src/verify/judgeTranscript.ts';
import type { TranscriptFacts } from '../../../core/src/verify/transcriptFacts.ts';
import catalogue from '../../../schemas/transcript-lines.json';
import { factsOf, fakeHost, session } from './support.ts';

const place = { path: `${session}.jsonl`, session, unfinished: false };
const line = (value: object) => ({ sessionId: session, ...value });
const attachment = (type: string, more: object = {}, beside: object = {}) =>
  line({ type: 'attachment', attachment: { type, ...more }, ...beside });

const judge = (facts: TranscriptFacts, readable: Record<string, HostFile> = {}) =>
  judgeTranscript(place, facts, new Set(), {
    ...fakeHost({ '/home/me/other': 0 }, [], readable),
    defaultMode: 'default',
  });

/** Codes, with severities, of what is found in a transcript. */
const found = (lines: readonly object[], readable: Record<string, HostFile> = {}) =>
  judge(factsOf(lines), readable).map(({ code, severity }) => `${severity} ${code}`);

const mode = (permissionMode: unknown, more: object = {}) =>
  line({ type: 'permission-mode', permissionMode, ...more });

describe('what acts is named by its own code', () => {
  it.each([
    [
      attachment('hook_deferred_tool', { toolName: 'Bash', toolInput: { command: 'x' } }),
      'error deferred-call',
    ],
    [attachment('hook_deferred_tool'), 'error deferred-call'],
    [attachment('goal_status', { met: false, condition: 'all is done' }), 'warning goal-open'],
    [mode('auto'), 'warning permission-mode'],
    [mode('acceptEdits'), 'information permission-mode'],
    [mode('dontAsk'), 'information permission-mode'],
    [mode('plan'), 'information permission-mode'],
    [line({ type: 'mode', mode: 'coordinator' }), 'warning other-mode'],
    [line({ type: 'ended-by-model' }), 'information client-stops'],
    [line({ type: 'repl-mode', replMode: true }), 'information client-stops'],
    [attachment('peer_mention'), 'information client-stops'],
    [
      line({ type: 'worktree-state', worktreeSession: { worktreePath: '/home/me/other' } }),
      'error worktree-elsewhere',
    ],
  ])('%j', (value, expected) => {
    expect(found([value])).toEqual([expected]);
  });

  it.each([
    [attachment('goal_status', { met: false, failed: true, condition: 'x' })],
    [attachment('goal_status', { met: false })],
    [mode('default')],
    [mode('bypassPermissions')],
    [line({ type: 'mode', mode: 'normal' })],
    [line({ type: 'repl-mode', replMode: false })],
    [line({ type: 'content-replacement', replacements: [] })],
    [line({ type: 'user', isMeta: true, message: { content: 'x' } })],
    [line({ type: 'system', subtype: 'compact_boundary', parentUuid: null })],
    [line({ type: 'last-prompt', leafUuid: 'elsewhere' })],
    [line({ type: 'user', uuid: 'twice', parentUuid: 'nowhere', message: { content: [] } })],
  ])('not %j, which says nothing beyond the conversation', (value) => {
    expect(found([value, value])).toEqual([]);
  });

  it.each(['../../notes', 'a/b', 'a.b', 7, ''])(
    'the name of a plan, %j, is named unless it is plain',
    (slug) => {
      const expected = slug === '' ? [] : ['error unknown-name'];
      expect(found([line({ type: 'user', slug, message: { content: 'x' } })])).toEqual(expected);
      expect(found([line({ type: 'user', slug: 'calm-river-stone', message: { content: 'x' } })])).toEqual(
        [],
      );
    },
  );

  it('a mode is the last one, and that of another session counts too', () => {
    expect(found([mode('auto'), mode('default')])).toEqual([]);
    expect(found([mode('default'), mode('auto')])).toEqual(['warning permission-mode']);
    expect(found([mode('auto'), mode('default', { sessionId: 'another' })])).toEqual([
      'information other-session',
      'warning permission-mode',
    ]);
  });

  it.each([
    [undefined, 'auto', 'information'],
    ['auto', 'auto', 'information'],
    ['plan', 'auto', 'warning'],
    ['plan', 'plan', 'information'],
  ])('where settings name %s, %s is %s', (defaultMode, value, severity) => {
    const facts = factsOf([mode(value)]);
    const found = judgeTranscript(place, facts, new Set(), { ...fakeHost(), defaultMode });
    expect(found.map((each) => each.severity)).toEqual([severity]);
  });

  it('a mode is the last one of all parts', () => {
    const [auto, normal] = [factsOf([mode('auto')]), factsOf([mode('default')])];
    expect(judge(joinFacts([auto, normal]))).toEqual([]);
    expect(judge(joinFacts([normal, auto])).map(({ code, line }) => [code, line])).toEqual([
      ['permission-mode', 2],
    ]);
  });

  describe('a goal', () => {
    const goal = (uuid: string, parentUuid: string | null, more: object) =>
      attachment(
        'goal_status',
        { condition: 'all is done', ...more },
        { uuid, parentUuid, timestamp: `2026 ${uuid}` },
      );
    const said = (uuid: string, parentUuid: string | null, more: object = {}) =>
      line({ type: 'user', uuid, parentUuid, timestamp: `2026 ${uuid}`, message: { content: 'x' }, ...more });
    const set = [said('a', null), goal('b', 'a', { met: false })];
    const note = ['information goal-open'];
    const open = ['warning goal-open'];

    it('that was met later, or given up, is a note', () => {
      expect(found([...set, said('c', 'b'), goal('d', 'c', { met: true }), said('e', 'd')])).toEqual(note);
      expect(found([...set, goal('d', 'b', { met: false, failed: true })])).toEqual(note);
      expect(found([...set, goal('c', 'b', { met: false }), goal('d', 'c', { met: true })])).toEqual(note);
      expect(found([...set, goal('c', 'b', { met: true }), said('d', 'a')])).toEqual(note);
    });

    it('that was set again is open', () => {
      expect(found([...set, goal('c', 'b', { met: true }), goal('d', 'c', { met: false })])).toEqual(open);
      expect(found([...set, goal('c', 'b', { met: false, condition: 'more' })])).toEqual(open);
    });

    it('is open when the history may pass its end by', () => {
      const met = goal('c', 'b', { met: true });
      expect(found([...set, goal('c', 'a', { met: true })]), 'beside it').toEqual(open);
      expect(found([...set, goal('c', 'nowhere', { met: true })]), 'nowhere').toEqual(open);
      expect(found([goal('0', null, { met: true }), ...set]), 'before it').toEqual(open);
      expect(found([...set, met, said('d', 'b')]), 'a branch after it').toEqual(open);
      expect(found([...set, said('z', 'b'), met]), 'a later line before it').toEqual(open);
      expect(found([...set, met, line({ type: 'last-prompt', leafUuid: 'b' })]), 'an end').toEqual(open);
      expect(found([...set, met, said('c', 'b')]), 'another line of its id').toEqual(open);
    });

    it('is open when its end stands in another part', () => {
      const parts = joinFacts([factsOf(set), factsOf([goal('c', 'b', { met: true })])]);
      expect(judge(parts).map(({ code, severity }) => `${severity} ${code}`)).toEqual(open);
    });
  });
});

describe('what is not known is named', () => {
  it.each([
    [line({ type: 'late-kind' }), 'warning'],
    [line({ type: 'marble-origami-commit' }), 'warning'],
    [line({ kind: 'no type' }), 'warning'],
    [attachment('late_kind'), 'warning'],
    [attachment('late_kind', {}, { rendered: [{ content: 'x' }], renderedRole: 'user' }), 'error'],
    [attachment('advisor_tool', {}, { rendered: [{ content: 'x' }], renderedRole: 'user' }), 'warning'],
    [attachment('constructor'), 'warning'],
    [line({ type: 'system', subtype: 'late_kind' }), 'warning'],
    [line({ type: 'user', novel: 1 }), 'warning'],
    [JSON.parse('{"type":"user","__proto__":1}'), 'warning'],
    [mode('anything'), 'error'],
    [mode(['auto']), 'error'],
    [line({ type: 'worktree-state', worktreeSession: '/home/me/other' }), 'error'],
    [line({ type: 'file-history-snapshot', snapshot: { trackedFileBackups: ['x'] } }), 'error'],
    [attachment('session_cron_carry', { tasks: { prompt: 'x' } }), 'error'],
  ] as [object, string][])('%j', (value, severity) => {
    expect(found([{ sessionId: session, ...value }])).toEqual([`${severity} unknown-name`]);
  });

  it('once for each name, with a count, and accepted by it', () => {
    const lines = [attachment('late_kind'), attachment('late_kind'), attachment('later_kind')];
    const findings = judge(factsOf(lines));
    expect(findings.map(({ line, count, message }) => [line, count, message])).toEqual([
      [1, 2, 'Attachments of a type that is not known to be harmless: late_kind.'],
      [3, 1, 'Attachments of a type that is not known to be harmless: later_kind.'],
    ]);
    expect(findings[0]?.identity).toBe(judge(factsOf([attachment('late_kind')]))[0]?.identity);
    const rendered = judge(factsOf([attachment('late_kind', {}, { rendered: [] })]))[0];
    expect(rendered?.identity).not.toBe(findings[0]?.identity);
  });

  it.each([
    'late.json',
    `${session}/late.json`,
    `${session}/remote-agents/a.meta.json`,
    `${session}/images/1.png`,
  ])('beside the transcripts: %s', (path) => {
    expect(judgeFile({ path, kind: 'file', mode: 0o600, links: 1 }).map(({ code }) => code)).toEqual([
      'unknown-file',
    ]);
  });

  it.each([
    `${session}.jsonl`,
    `${session}/subagents/agent-1.jsonl`,
    `${session}/subagents/agent-1.meta.json`,
    `${session}/tool-results/a.txt`,
    `${session}/workflows/a/b.json`,
    `${session}/custom-title.json`,
    `${session}/auto-mode-dump.1.json`,
    '.session-aliases',
    'memory/anything.md',
    '.keep',
  ])('but not %s', (path) => {
    expect(judgeFile({ path, kind: 'file', mode: 0o600, links: 1 })).toEqual([]);
  });
});

describe('the list of other folders', () => {
  const judge = (lines: string[] | undefined) => judgeAliases(lines, '/home/me/.claude/projects');

  it.each([
    '/mnt/claude-host/project',
    '/var/lib/claude/projects/-workspaces-app',
    '/home/me/.claude/projects/-home-me-other',
  ])('may have %s', (line) => expect(judge([line])).toEqual([]));

  it.each([
    '/home/me/app/planted',
    '/home/me/.claude/projects/../../app/planted',
    '/home/me/.claude/projects/..',
    '/home/me/.claude/projects',
    '/home/me/.claude/projects-of/x',
    '/mnt/claude-host/project/',
    'planted',
    '\\u0000',
  ])('is named for %j', (line) => {
    const [finding] = judge(['/mnt/claude-host/project', line]);
    expect([finding?.code, finding?.evidence]).toEqual(['listed-elsewhere', [line]]);
  });

  it('is named when it is too long, and known again only as it was accepted', () => {
    expect(judge(undefined)).toHaveLength(1);
    expect(judge(['/a'])[0]?.identity).not.toBe(judge(['/a', '/b'])[0]?.identity);
  });
});

describe('every name of the catalogue that acts beyond the conversation has a verdict', () => {
  const beyond = ['reads', 'writes', 'runs', 'permissions', 'stops'];
  const acting = (list: 'lines' | 'attachments') =>
    catalogue[list].filter(({ acts }) => acts.some((act) => beyond.includes(act))).map(({ name }) => name);

  it('of lines', () => {
    expect(acting('lines')).toEqual([
      'ended-by-model',
      'file-history-delta',
      'file-history-snapshot',
      'mode',
      'permission-mode',
      'repl-mode',
    ]);
  });

  it('of attachments: those that stop the client are in a list, `file` only opens what it names', () => {
    const stopping = catalogue.attachments.filter(({ acts }) => acts.includes('stops'));
    expect(stopping.flatMap(({ name }) => found([attachment(name)]))).toEqual(
      stopping.map(() => 'information client-stops'),
    );
    expect(acting('attachments').filter((name) => !stopping.some((each) => each.name === name))).toEqual([
      'edited_text_file',
      'file',
      'goal_status',
      'hook_deferred_tool',
      'session_cron_carry',
    ]);
  });

  it('of tools: a file that it names is judged', () => {
    const reading = catalogue.tools.filter(({ acts }) => acts.includes('reads'));
    const secret = { '/home/me/.ssh/id': { real: '/home/me/.ssh/id', open: false } };
    for (const { name } of reading) {
      const content = [{ type: 'tool_use', id: 'a', name, input: { file_path: '/home/me/.ssh/id' } }];
      expect(found([line({ type: 'assistant', message: { content } })], secret)).toEqual([
        'error file-read-again',
      ]);
    }
  });
});
