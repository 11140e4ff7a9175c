import { describe, expect, it } from 'vitest';
import type { EditorSnapshot, RollbackPlan } from '../../../cli/src/api/types.ts';
import { rollbackLines, rollbackSummary } from '../../../extension/src/snapshots/rollbackLines.ts';
import { SnapshotList } from '../../../extension/src/snapshots/SnapshotList.ts';
import { snapshotNodes } from '../../../extension/src/snapshots/snapshotNodes.ts';

const now = new Date(2026, 10, 30, 14, 30).getTime();

const snapshotOf = (more: Partial<EditorSnapshot> = {}): EditorSnapshot => ({
  ...{ folder: '/home/me/app', id: '20261130T120000Z-0001', takenAt: now - 60_000, reason: 'asked' },
  ...{ isPart: false, size: 1_200_000, conversations: ['a', 'b', 'c'] },
  ...more,
});

const nodes = (all: readonly EditorSnapshot[], limit = 20) => snapshotNodes(all, { now, limit });

describe('the snapshots of the tree', () => {
  it('are a closed group, with the time, the reason or name, and the size of each', () => {
    const [group] = nodes([
      snapshotOf({ name: 'before the move' }),
      snapshotOf({ id: '2', reason: 'before-rollback', conversations: ['a'], size: 512 }),
    ]);
    expect(group).toMatchObject({ label: 'Snapshots', description: '2', expand: 'collapsed' });
    expect(group?.children.map(({ label, description }) => [label, description])).toEqual([
      ['before the move', '14:29 · 3 conversations · 1.2 MB'],
      ['Before a rollback', '14:29 · 1 conversation · 512 bytes'],
    ]);
    expect(group?.children[0]).toMatchObject({
      command: 'rollBack',
      context: 'snapshot',
      spoken: 'before the move, 14:29, 3 conversations, 1.2 MB',
      tooltip: expect.stringContaining('Why: it was asked for'),
    });
  });

  it('are none where there are none', () => {
    expect(nodes([])).toEqual([]);
  });

  it('are the newest, with a line for more', () => {
    const many = Array.from({ length: 50 }, (_, at) => snapshotOf({ id: String(at) }));
    const lines = nodes(many)[0]?.children ?? [];
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toMatchObject({ description: '30 older snapshots', command: 'moreSnapshots' });
    expect(nodes(many, 60)[0]?.children).toHaveLength(50);
  });

  it('have ids that stay, and say their folder where there are several', () => {
    const two = nodes([snapshotOf(), snapshotOf({ folder: '/home/me/lib' })])[0]?.children ?? [];
    expect(new Set(two.map(({ id }) => id)).size).toBe(2);
    expect(two.map(({ description }) => description?.split(' · ').at(-1))).toEqual(['app', 'lib']);
  });

  it('make nothing of a name but text', () => {
    const name = `$(squirrel) \u202e\u001b[31m${'x'.repeat(100_000)}`;
    const [line] = nodes([snapshotOf({ name })])[0]?.children ?? [];
    for (const text of [line?.label, line?.tooltip, line?.spoken]) {
      expect(text).toContain('$ (squirrel) \\u202e\\u001b[31m');
      expect(text?.length).toBeLessThan(700);
    }
  });
});

describe('what going back changes', () => {
  const step = (kind: RollbackPlan['steps'][number]['kind'], path: string, from: number, to: number) => {
    const session = /aaaa|bbbb|cccc/.exec(path)?.[0];
    return { kind, path, session, from, to };
  };
  const steps = [
    step('shortened', 'projects/-p/aaaa.jsonl', 2000, 1000),
    step('removed', 'projects/-p/aaaa/x', 5, 0),
    step('back', 'projects/-p/bbbb.jsonl', 0, 512),
    step('rewritten', 'file-history/cccc/1', 1, 2),
    { ...step('back', 'plans/', 0, 5), session: undefined },
  ];

  it('is said of each conversation', () => {
    expect(rollbackLines({ steps }, (session) => session.toUpperCase())).toEqual([
      { label: 'AAAA', description: 'as it was before more was said · 2 kB → 1 kB · 1 other file' },
      { label: 'BBBB', description: 'comes back · nothing → 512 bytes' },
      { label: 'CCCC', description: '1 file' },
      { label: 'Plans', description: '1 file' },
    ]);
  });

  it('is said in a sentence', () => {
    expect(rollbackSummary({ steps, begunSince: [] })).toBe('3 conversations, 5 files');
    expect(rollbackSummary({ steps: [], begunSince: ['x', 'y'] })).toBe(
      '0 conversations, 0 files; 2 conversations begun since stay',
    );
  });
});

describe('the list of snapshots', () => {
  function listOf(
    kind: 'host' | 'container' | 'restricted',
    answers: Record<string, EditorSnapshot[] | Error>,
  ) {
    const asked: string[] = [];
    const errors: string[] = [];
    const list = new SnapshotList({
      api: async () => ({
        listSnapshots: async (folder) => {
          asked.push(folder);
          const answer = answers[folder];
          if (answer instanceof Error) throw answer;
          return answer ?? [];
        },
      }),
      folders: () => Object.keys(answers),
      windowKind: () => kind,
      logError: (what) => errors.push(what),
    });
    return { list, asked, errors };
  }

  it('has those of all folders, the newest first', async () => {
    const { list } = listOf('host', { '/a': [snapshotOf({ id: '1' })], '/b': [snapshotOf({ id: '2' })] });
    await list.refresh();
    expect(list.all.map(({ id }) => id)).toEqual(['2', '1']);
  });

  it('asks nothing in a window that does not reach the host', async () => {
    for (const kind of ['container', 'restricted'] as const) {
      const { list, asked } = listOf(kind, { '/a': [snapshotOf()] });
      await list.refresh();
      expect([asked, list.all]).toEqual([[], []]);
    }
  });

  it('keeps those of a folder whose snapshots cannot be listed now', async () => {
    const answers: Record<string, EditorSnapshot[] | Error> = { '/a': [snapshotOf({ folder: '/a' })] };
    const { list, errors } = listOf('host', answers);
    await list.refresh();
    answers['/a'] = new Error('damaged');
    await list.refresh();
    expect(list.all).toHaveLength(1);
    expect(errors).toEqual(['Listing the snapshots of /a']);
  });
});
