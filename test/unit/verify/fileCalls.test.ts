import { describe, expect, it } from 'vitest';
import { joinFacts } from '../../../core/src/verify/joinFacts.ts';
import type { HostFile } from '../../../core/src/verify/judgeRead.ts';
import { judgeTranscript } from '../../../core/src/verify/judgeTranscript.ts';
import type { TranscriptFacts } from '../../../core/src/verify/transcriptFacts.ts';
import { factsOf, fakeHost, session } from './support.ts';

const place = { path: `${session}.jsonl`, session, unfinished: false };
const line = (value: object) => ({ sessionId: session, ...value });
const call = (name: string, input: object, id = 'toolu_1') =>
  line({ type: 'assistant', message: { content: [{ type: 'tool_use', id, name, input }] } });
const result = (id = 'toolu_1', more: object = {}) =>
  line({
    type: 'user',
    message: { content: [{ type: 'tool_result', tool_use_id: id, content: 'x', ...more }] },
  });
const failed = (id?: string) => result(id, { is_error: true });
const used = (name: string, path: string) => [call(name, { file_path: path }), result()];

/** A host on which these paths lead to these files. */
const on = (files: Record<string, string>, open = true) =>
  Object.fromEntries(Object.entries(files).map(([path, real]): [string, HostFile] => [path, { real, open }]));

const judge = (facts: TranscriptFacts, files: Record<string, HostFile>) =>
  judgeTranscript(place, facts, new Set(), fakeHost({}, [], files));
const found = (lines: readonly object[], files: Record<string, HostFile> = {}) =>
  judge(factsOf(lines), files).map(({ code, severity }) => `${severity} ${code}`);

const bad = ['error file-read-again'];
const note = ['information file-read-again'];
const key = '/home/me/.ssh/id_ed25519';

describe('a file that a call names', () => {
  it.each(['Write', 'Read', 'Edit'])('is an error when it is private: %s', (tool) => {
    expect(found(used(tool, key), on({ [key]: key }))).toEqual(bad);
  });

  it.each(['NotebookEdit', 'MultiEdit', 'Bash', 'Grep'])('does nothing: %s', (tool) => {
    expect(found(used(tool, key), on({ [key]: key }))).toEqual([]);
  });

  it.each(['~/.bashrc', '../.bashrc', 'outward/bashrc', '/x/../home/me/.bashrc'])(
    'is what it leads to: %s',
    (path) => {
      expect(found(used('Read', path), on({ [path]: '/home/me/.bashrc' }))).toEqual(bad);
    },
  );

  it('is nothing when it is not there, in the project, or what the container reads itself', () => {
    expect(found(used('Read', key))).toEqual([]);
    expect(found(used('Read', 'src/a.ts'), on({ 'src/a.ts': '/home/me/app/src/a.ts' }))).toEqual([]);
    const memory = '/home/me/.claude/projects/-home-me-app/memory/MEMORY.md';
    expect(found(used('Read', memory), on({ [memory]: memory }))).toEqual([]);
  });

  it.each(['/etc/hosts', '/usr/include/stdio.h', '/proc/cpuinfo', '/tmp/a.txt'])(
    'is a note when anybody may read it: %s',
    (path) => {
      expect(found(used('Read', path), on({ [path]: path }))).toEqual(note);
    },
  );

  it.each([
    '/root/notes',
    '/home/other/notes',
    '/Users/me/notes',
    'C:\\Users\\me\\notes',
    '/opt/app/.env',
    '/srv/id_rsa',
    '/srv/tls/server.key',
    '/proc/self/environ',
    '/proc/17/task/18/environ',
  ])('is an error of a home, of keys, of a process, whoever may read it: %s', (path) => {
    expect(found(used('Read', path), on({ [path]: path }))).toEqual(bad);
  });

  it('is an error where others may not read it', () => {
    expect(found(used('Read', '/etc/shadow'), on({ '/etc/shadow': '/etc/shadow' }, false))).toEqual(bad);
    expect(found(used('Read', '/net/x/y'), on({ '/net/x/y': '/net/x/y' }, false))).toEqual(bad);
  });

  it('is a note when it is a plan of this host, unless plans are guessed', () => {
    const plans = Array.from({ length: 60 }, (_, index) => `/home/me/.claude/plans/${index}.md`);
    const files = on(Object.fromEntries(plans.map((plan) => [plan, plan])), false);
    const calls = plans.map((plan, index) => call('Write', { file_path: plan }, `toolu_${index}`));
    expect(found(calls.slice(0, 3), files)).toEqual(note);
    expect(found(calls, files)).toEqual(bad);
  });

  it('counts without a result, which may be added later, and not when each result was an error', () => {
    const files = on({ [key]: key });
    const read = call('Read', { file_path: key });
    expect(found([read], files)).toEqual(bad);
    expect(found([read, failed()], files)).toEqual([]);
    expect(found([read, failed(), result()], files)).toEqual(bad);
    expect(found([result(), read, failed()], files)).toEqual(bad);
    expect(found([read, read, failed('another')], files)).toEqual(bad);
  });

  it('counts when the result that is no error stands in another part', () => {
    const files = on({ [key]: key });
    const first = factsOf([call('Read', { file_path: key }), failed()]);
    expect(judge(joinFacts([first, factsOf([failed()])]), files)).toEqual([]);
    const codes = judge(joinFacts([first, factsOf([result()])]), files).map(({ code }) => code);
    expect(codes).toEqual(['file-read-again']);
  });

  it('counts when an attachment says that it was read', () => {
    const attachment = {
      type: 'edited_text_file',
      filename: key,
      snippet: '',
      rereadEntry: { content: 'x' },
    };
    expect(found([line({ type: 'attachment', attachment })], on({ [key]: key }))).toEqual(bad);
  });

  it('is nothing while it is as a call wrote it: that stands in the transcript', () => {
    const mine = 'mïne € 😀';
    const known = `${Buffer.byteLength(mine)} ${fakeHost().hash(mine)}`;
    const isText = (_: string, texts: ReadonlySet<string>) => texts.has(known);
    const host = { ...fakeHost({}, [], on({ [key]: key })), isText };
    const wrote = (content: string) => call('Write', { file_path: key, content });
    const codes = (...lines: object[]) =>
      judgeTranscript(place, factsOf(lines), new Set(), host).map(({ code }) => code);
    expect(codes(wrote(mine))).toEqual([]);
    expect(codes(wrote('before'), ...used('Read', key), wrote(mine))).toEqual([]);
    expect(codes(wrote('before'))).toEqual(['file-read-again']);
    expect(codes(...used('Read', key))).toEqual(['file-read-again']);
  });

  it('of a tool that nobody knows is named, when it is there', () => {
    const files = on({ [key]: key, '/etc/hosts': '/etc/hosts' });
    expect(found([call('LateTool', { target: key })], files)).toEqual(['warning unknown-name']);
    expect(found([call('LateTool', { target: '/etc/hosts' })], files)).toEqual(['information unknown-name']);
    expect(found([call('mcp__x__y', { path: 'src/a.ts', text: 'a/b' })], files)).toEqual([]);
  });
});
