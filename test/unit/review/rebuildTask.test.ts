import { describe, expect, test } from 'vitest';
import { highWaterOf, rebuildTask, taskName } from '../../../core/src/review/rebuildTask.ts';

const task = {
  id: '3',
  subject: 'Tests',
  description: 'Write them\nfirst',
  activeForm: 'Testing',
  status: 'in_progress',
  blocks: ['4'],
  blockedBy: [],
};
/** As Claude Code writes it. */
const written = (value: object) => JSON.stringify(value, null, 2);
const rebuilt = (value: unknown, before?: string) =>
  rebuildTask('3.json', typeof value === 'string' ? value : written(value as object), before);

describe('a task of a todo list', () => {
  test('is to the byte what Claude Code wrote', () => {
    expect(rebuilt(task)).toBe(written(task));
    const { activeForm: _, ...shorter } = task;
    expect(rebuilt({ ...shorter, owner: 'reviewer' })).toBe(
      written({
        id: '3',
        subject: 'Tests',
        description: 'Write them\nfirst',
        owner: 'reviewer',
        status: 'in_progress',
        blocks: ['4'],
        blockedBy: [],
      }),
    );
  });

  test('comes without what is not known of one, and the host keeps its own metadata', () => {
    const evil = { ...task, metadata: { _internal: true }, hook: 'touch /tmp/x', toString: 'x' };
    expect(rebuilt(evil)).toBe(written(task));
    const before = written({ ...task, status: 'pending', metadata: { ours: [1] } });
    expect(rebuilt(evil, before)).toBe(written({ ...task, metadata: { ours: [1] } }));
    expect(rebuilt(task, 'no JSON')).toBe(written(task));
  });

  test.each<[string, unknown]>([
    ['no JSON', '{'],
    ['a list', [task]],
    ['another id', { ...task, id: '4' }],
    ['an id that is a number', { ...task, id: 3 }],
    ['no subject', { ...task, subject: undefined }],
    ['a subject that is none', { ...task, subject: { toString: 'x' } }],
    ['a status that is not known', { ...task, status: 'deleted' }],
    ['a way out among the ids', { ...task, blocks: ['../../x'] }],
    ['more ids than a list has tasks', { ...task, blockedBy: Array(1001).fill('1') }],
    ['an owner that is no name', { ...task, owner: ['x'] }],
    ['a text beyond bounds', { ...task, description: 'x'.repeat(100_000) }],
    ['depth', `{"id":"3","x":${'['.repeat(40_000)}${']'.repeat(40_000)}}`],
    ['nothing', ''],
  ])('is none with %s', (_, value) => expect(rebuilt(value)).toBeUndefined());

  test('has a number for its name', () => {
    const others = ['0.json', '01.json', '1234567.json', '../1.json', 'a.json', '1.json.bak', '.lock', '1'];
    expect(others.filter((name) => taskName.test(name))).toEqual([]);
    expect(rebuildTask('../3.json', written(task))).toBeUndefined();
  });
});

test('the highest number is one', () => {
  expect(['7', '7\n', '0', '999999'].map(highWaterOf)).toEqual([7, 7, 0, 999_999]);
  expect(['', '-1', '1e9', '99999999', 'x', '07'].map(highWaterOf)).toEqual(Array(6).fill(undefined));
});
