import { defaultCollection } from '@claude-sessions/core/features.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { collectionOf, engineOf } from '../../../cli/src/api/settings.ts';

beforeEach(() => {
  for (const name of ['DOCKER_PATH', 'CLAUDE_SESSIONS_COLLECTION']) vi.stubEnv(name, '');
});
afterEach(() => vi.unstubAllEnvs());

it.each([{}, { collection: '', dockerPath: '' }])(
  '%j is what the environment or the default says',
  (settings) => {
    expect(collectionOf(settings)).toBe(defaultCollection);
    expect(engineOf(settings).command).toBe('docker');
    vi.stubEnv('DOCKER_PATH', 'podman');
    vi.stubEnv('CLAUDE_SESSIONS_COLLECTION', 'a.b/c');
    expect(collectionOf(settings)).toBe('a.b/c');
    expect(engineOf(settings).command).toBe('podman');
  },
);

it('goes before the environment, and is refused when it is no collection', () => {
  vi.stubEnv('CLAUDE_SESSIONS_COLLECTION', 'a.b/c');
  expect(collectionOf({ collection: 'd.e/f' })).toBe('d.e/f');
  expect(() => collectionOf({ collection: 'x y' })).toThrow('is no collection');
});
