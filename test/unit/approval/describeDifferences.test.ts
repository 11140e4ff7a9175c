import { describe, expect, it } from 'vitest';
import { compareItems } from '../../../core/src/approval/compareItems.ts';
import { configItems } from '../../../core/src/approval/configItems.ts';
import { describeDifferences, kindsInOrder } from '../../../core/src/approval/describeDifferences.ts';
import { environmentText } from '../../../core/src/approval/environmentText.ts';
import type { ApprovalItem, FileRole } from '../../../core/src/approval/item.ts';
import { shareOut } from '../../../core/src/approval/shareOut.ts';

const file = (name: string, text: string, role: FileRole): ApprovalItem => {
  return { part: 'file', name, text, digest: text, role };
};
const shown = (items: readonly ApprovalItem[], before: readonly ApprovalItem[] = []) =>
  describeDifferences(compareItems(before, items)).map(({ sign, text }) => `${sign}${text}`);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('many differences', () => {
  const config = configItems(
    {
      initializeCommand: 'evil command',
      mounts: numbers(3000).map((index) => `source=/${index}`),
      workspaceMount: 'evil mount',
      runArgs: ['--evil'],
      ...Object.fromEntries(numbers(3000).map((index) => [`x${index}`, '${localEnv:HOME}'])),
      features: Object.fromEntries(numbers(3000).map((index) => [`f${index}`, {}])),
    },
    (text) => text,
  );
  const files = [
    ...numbers(200).map((index) => file(`f/${index}`, 'one\n'.repeat(100), 'local Feature')),
    file('evil.yml', 'evil volume', 'Compose file'),
    file('evil.sh', 'evil script', 'script'),
  ];

  it('do not push away what reaches the host, which comes last', () => {
    const lines = shown([...config, ...files]);
    expect(lines.length).toBeLessThan(220);
    const at = ['+  evil volume', '+  evil script', '+workspaceMount: evil mount', '+mounts: source=/0'].map(
      (line) => lines.indexOf(line),
    );
    expect(at).not.toContain(-1);
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(lines.at(-2)).toBe('+initializeCommand: evil command');
    expect(lines.at(-1)).toMatch(/of \d+ differences not all is shown/);
  });

  it('of one kind are summed up', () => {
    const lines = shown(configItems({ mounts: numbers(300).map((index) => `m${index}`) }, (text) => text));
    expect(lines).toHaveLength(201);
    expect(lines[199]).toBe(' … 101 more (mounts), not shown');
  });

  it('that are few are shown whole', () => {
    expect(shown([file('a.sh', 'one\ntwo\n', 'script')])).toEqual(['+file a.sh', '+  one', '+  two']);
  });

  it('of which one is long: the others are whole', () => {
    const text = numbers(80).join('\n');
    const lines = shown([
      ...numbers(4).map((index) => file(`${index}`, text, 'script')),
      file('x', 'evil', 'script'),
    ]);
    expect(lines.slice(-3, -1)).toEqual(['+file x', '+  evil']);
    expect(lines).toContainEqual(expect.stringMatching(/… and \d+ more lines$/));
  });
});

it('an amount is shared out', () => {
  expect(shareOut(10, [100, 2, 100])).toEqual([4, 2, 4]);
  expect(shareOut(10, [1, 2, 3])).toEqual([1, 2, 3]);
  expect(shareOut(2, [1, 1, 1])).toEqual([1, 1, 0]);
  expect(shareOut(0, [])).toEqual([]);
});

describe('a change within a long line', () => {
  const line = (middle: string) => `${'a'.repeat(2000)}${middle}${'b'.repeat(3000)}`;
  const changed = (before: string, now: string) =>
    shown(
      [{ part: 'image', name: '', text: now, digest: '2' }],
      [{ part: 'image', name: '', text: before, digest: '1' }],
    );

  it('is shown, with where it is', () => {
    const [, , removed, added] = changed(line('good'), line('evil'));
    expect(removed).toBe(`-  … 1940 characters … ${'a'.repeat(60)}good${'b'.repeat(60)} … 2940 characters …`);
    expect(added).toBe(`+  … 1940 characters … ${'a'.repeat(60)}evil${'b'.repeat(60)} … 2940 characters …`);
  });

  it('is shown when other lines stand around it', () => {
    const lines = changed(line('good'), `x\n${line('evil')}\ny`);
    expect(lines.filter((each) => each.includes('evil'))).toHaveLength(1);
  });
});

it('what a path is made of is shown, and no secret', () => {
  const text = (value: string) => environmentText(`DATA=${value}`);
  for (const value of [
    '${HOME}/.ssh',
    '$HOME',
    '"${HOME}/x"',
    '${X:-/home/me}',
    './$x/y',
    '/:/host',
    '~/.ssh:/x',
  ])
    expect(text(value)).toBe(`DATA=${value}`);
  for (const value of ['$ecret', 'a$HOME', '/a:hunter2', '${X:-hunter2@x}', '$2y$10'])
    expect(text(value)).toBe('DATA=…');
  expect(environmentText('DB_PASSWORD=$HUNTER/x')).toBe('DB_PASSWORD=…');
});

it('each kind of item has its place in the order: none that the core makes is shown as any other', () => {
  const whole = [
    'image',
    'dockerFile',
    'context',
    'service',
    'runServices',
    'workspaceMount',
    'runArgs',
    'appPort',
  ];
  const config = {
    ...Object.fromEntries([...whole, 'privileged', 'capAdd', 'securityOpt'].map((key) => [key, 'x'])),
    dockerComposeFile: 'a.yml',
    build: { context: '.', dockerfile: 'Dockerfile' },
    features: { './f': {} },
    mounts: ['source=/a,target=/b,type=bind'],
    initializeCommand: 'x',
    containerEnv: { A: '${localEnv:A}' },
    hostRequirements: { gpu: true },
  };
  const kinds = configItems(config, (text) => String(text)).map(({ part }) =>
    part.replace(/^build\..*/, 'build'),
  );
  expect(new Set(kinds).size).toBeGreaterThan(14);
  expect(kinds.filter((kind) => !kindsInOrder.includes(kind))).toEqual([]);
});
