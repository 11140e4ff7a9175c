import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';
import { applyMode } from '../../../core/src/share/applyMode.ts';
import { installedAfterHome } from '../../../core/src/share/home.ts';
import { defaultShareOptions, type Mode } from '../../../core/src/share/options.ts';
import { readConfigured } from '../../../core/src/share/readConfigured.ts';

const collection = 'ghcr.io/claude-sessions/features';
const [home, persist, sessions, profile] = ['home', 'persist', 'sessions', 'profile'].map(
  (name) => `${collection}/claude-${name}:1`,
) as [string, string, string, string];
const node = 'ghcr.io/devcontainers/features/node:1';
const tool = './features/tool';

function apply(text: string, mode: Mode, options: Partial<typeof defaultShareOptions> = {}): string {
  return applyMode(parseDocument(text), {
    mode,
    options: { ...defaultShareOptions, ...options },
    collection,
    scriptPath: '.devcontainer/claude-sessions-prepare.sh',
    installClaude: false,
  });
}

const parsed = (text: string) => JSON.parse(text) as Record<string, unknown>;
const orderOf = (text: string) => parsed(text).overrideFeatureInstallOrder;

describe('the whole home', () => {
  const plain = JSON.stringify({ image: 'debian', features: { [node]: {}, [tool]: {} } }, null, 2);

  it('has every other Feature installed first, sorted as the tools do', () => {
    const isolated = apply(plain, 'isolate', { home: true });
    expect(Object.keys(parsed(isolated).features as object)).toEqual([node, tool, persist, home]);
    expect(orderOf(isolated)).toEqual([tool, persist, node]);
    const shared = apply(plain, 'share', { home: true });
    expect(orderOf(shared)).toEqual([tool, profile, sessions, node]);
    for (const text of [isolated, shared]) {
      expect(installedAfterHome(parsed(text))).toEqual([]);
      expect(readConfigured(parseDocument(text)).options.home).toBe(true);
      const { mode } = readConfigured(parseDocument(text));
      expect(apply(text, mode, { home: true })).toBe(text);
    }
  });

  it.each(['isolate', 'share', 'none'] as const)(
    'goes with its order, to the byte, by %s without it',
    (mode) => {
      const without = apply(plain, mode);
      for (const from of ['isolate', 'share'] as const)
        expect(apply(apply(plain, from, { home: true }), mode)).toBe(without);
    },
  );

  it('puts nothing in the place of an order that is there, and leaves it there', () => {
    const own = { ...parsed(plain), overrideFeatureInstallOrder: ['ghcr.io/devcontainers/features/node'] };
    const text = JSON.stringify(own, null, 2);
    const isolated = apply(text, 'isolate', { home: true });
    expect(orderOf(isolated)).toEqual(['ghcr.io/devcontainers/features/node', tool, persist]);
    expect(apply(isolated, 'none')).toBe(text);
  });

  it('switched between modes, names no Feature that is gone', () => {
    const shared = apply(apply(plain, 'isolate', { home: true }), 'share', { home: true });
    expect(orderOf(shared)).toEqual([tool, node, profile, sessions]);
    expect(orderOf(apply(shared, 'isolate', { home: true }))).toEqual([tool, node, persist]);
  });

  it.each([
    ['too early', [home, node, tool], [node, tool, persist]],
    ['last, and others nowhere', [node, home], [node, tool, persist]],
    ['last', [node, tool, persist, home], [node, tool, persist, home]],
  ])('is where a list of somebody’s has it %s', (_, order, expected) => {
    const text = JSON.stringify({ ...parsed(plain), overrideFeatureInstallOrder: order });
    expect(orderOf(apply(text, 'isolate', { home: true }))).toEqual(expected);
  });
});

it.each([
  ['nothing without it', [node], undefined, []],
  ['all, where there is no list', [home, node, persist], undefined, [persist, node]],
  [
    'none that the list names, in whatever version',
    [home, node],
    ['ghcr.io/devcontainers/features/node'],
    [],
  ],
  ['those behind it in the list', [home, node, persist], [persist, home, node], [node]],
  ['all, where the list is none', [home, node], { a: 1 }, [node]],
  ['a folder only by its path', [home, './a/tool', './b/tool'], ['./b/tool'], ['./a/tool']],
])('of the Features that come too late: %s', (_, references, order, expected) => {
  const features = Object.fromEntries(references.map((reference) => [reference, {}]));
  expect(installedAfterHome({ features, overrideFeatureInstallOrder: order })).toEqual(expected);
});
