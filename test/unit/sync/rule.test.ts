import { decideFile, decideTranscript } from '@claude-sessions/core/sync/decideTranscript.ts';
import { isExplained } from '@claude-sessions/core/sync/judgeLoss.ts';
import {
  besidePath,
  isCopyOfTool,
  parseSyncedPath,
  syncedPath,
} from '@claude-sessions/core/sync/syncedPath.ts';
import { describe, expect, it } from 'vitest';

const id = '0e7e4f5c-0000-4000-8000-000000000000';

describe('the rule', () => {
  it.each([
    [undefined, false, undefined, 'get'],
    [undefined, true, undefined, 'stays-deleted'],
    ['same', false, undefined, 'nothing'],
    ['behind', false, undefined, 'nothing'],
    ['held', false, undefined, 'nothing'],
    ['ahead', false, undefined, 'fast-forward'],
    ['holds-ours', false, undefined, 'fast-forward'],
    ['apart', false, undefined, 'fork'],
    ['apart', false, 'apart', 'fork'],
    ['apart', false, 'ahead', 'fork-forward'],
    ['apart', false, 'same', 'nothing'],
    ['apart', false, 'behind', 'nothing'],
  ] as const)('%s, deleted: %s, fork: %s: %s', (relation, wasDeleted, fork, step) =>
    expect(decideTranscript({ relation, wasDeleted, fork })).toBe(step),
  );

  it.each([
    [undefined, 'add'],
    ['same', 'nothing'],
    ['behind', 'nothing'],
    ['ahead', 'fast-forward'],
    ['apart', 'beside'],
  ] as const)('of a file, %s: %s', (relation, step) => expect(decideFile(relation)).toBe(step));
});

describe('a loss', () => {
  const line = (isThere: boolean, isPrompt = false, isMessage = true) => ({ isThere, isPrompt, isMessage });
  it.each([
    ['notes that are written anew', [line(true, true), line(false, false, false)], false, true],
    ['an answer in whose place is another', [line(true, true), line(false)], true, true],
    ['an answer with nothing in its place', [line(true, true), line(false)], false, false],
    ['what the user said', [line(false, true), line(true)], true, false],
    ['answers all over it', Array.from({ length: 50 }, (_, at) => line(at % 2 === 0)), true, false],
  ])('%s', (_, lines, hasMore, isFine) => expect(isExplained(lines, hasMore)).toBe(isFine));
});

describe('a path', () => {
  it.each([
    [`${id}.jsonl`, { place: '', session: id, below: undefined }],
    [`packages/a/${id}.jsonl`, { place: 'packages/a', session: id, below: undefined }],
    [`${id}/subagents/agent-1.jsonl`, { place: '', session: id, below: 'subagents/agent-1.jsonl' }],
    [`${id}/${id}/x`, { place: '', session: id, below: `${id}/x` }],
  ])('%s', (path, parsed) => {
    expect(parseSyncedPath(path)).toEqual(parsed);
    expect(syncedPath(parsed)).toBe(path);
  });

  it.each([
    ...[
      '',
      '/',
      '..',
      `../${id}.jsonl`,
      `/${id}.jsonl`,
      `a//${id}.jsonl`,
      `./${id}.jsonl`,
      `${id}`,
      `${id}/`,
    ],
    ...[
      'memory/MEMORY.md',
      'settings.json',
      `${id}.jsonl/x`,
      `${id}/../x`,
      `${id}/a\\b`,
      `${id}/a\u0000b`,
      `${id}/a\u202eb`,
    ],
    ...[
      `${id}/custom-title.json`,
      `${id}/.claude-sessions.new`,
      `${id}/x.from-01234567`,
      `${id.toUpperCase()}.jsonl`,
    ],
    ...[
      `${id}/${'a/'.repeat(20)}x`,
      `${id}/${'a'.repeat(300)}`,
      `${id}/a.sync-conflict-20261201-x.txt`,
      `c:/${id}.jsonl`,
    ],
  ])('%j is not carried', (path) => expect(parseSyncedPath(path)).toBeUndefined());

  it('is kept beside under a name that is not carried on', () => {
    const beside = besidePath(`${id}/tool-results/a.txt`, { hash: 'f'.repeat(64) });
    expect(beside).toBe(`${id}/tool-results/a.txt.from-ffffffff`);
    expect(parseSyncedPath(beside)).toBeUndefined();
    expect(beside.endsWith('.jsonl')).toBe(false);
  });

  it.each([
    'index.sync-conflict-20261201-101010-ABC',
    'index (Me’s conflicted copy 2026-12-01)',
    'a (conflict).txt',
    'a.conflict.b',
  ])('%s is a copy of a tool', (name) => expect(isCopyOfTool(name)).toBe(true));
});
