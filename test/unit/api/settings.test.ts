import { join } from 'node:path';
import { defaultCollection } from '@claude-sessions/core/features.ts';
import { defaultShareOptions } from '@claude-sessions/core/share/options.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rebuildArguments } from '../../../cli/src/api/rebuildArguments.ts';
import { collectionOf, engineOf } from '../../../cli/src/api/settings.ts';
import type { EditorLook } from '../../../cli/src/api/types.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { put } from '../../harness/place/Place.ts';

beforeEach(() => {
  for (const name of ['DOCKER_PATH', 'CLAUDE_SESSIONS_COLLECTION']) vi.stubEnv(name, '');
  vi.stubEnv('XDG_CONFIG_HOME', newFolder());
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

describe('the config file of the command line', () => {
  const write = (text: string) =>
    put(join(process.env.XDG_CONFIG_HOME ?? '', 'claude-sessions/config.json'), text);

  it('counts in an editor, too, after its settings and the environment', () => {
    write('{"dockerPath": "podman", "collection": "a.b/c"}');
    expect([engineOf({}).command, collectionOf({})]).toEqual(['podman', 'a.b/c']);
    vi.stubEnv('DOCKER_PATH', 'nerdctl');
    expect(engineOf({}).command).toBe('nerdctl');
    expect(engineOf({ dockerPath: 'docker' }).command).toBe('docker');
    expect(collectionOf({ collection: 'd.e/f' })).toBe('d.e/f');
  });

  it('is an error for the user where it is wrong', () => {
    write('{"dockerPath": "./podman"}');
    expect(() => engineOf({})).toThrow('config.json:1: "./podman" is not a value of "dockerPath"');
    expect(engineOf({ dockerPath: 'docker' }).command).toBe('docker');
  });

  it('does not change the login of a dev container that is rebuilt as it is', () => {
    const words = (login: 'own' | 'token') =>
      rebuildArguments(
        {
          project: { folder: '/w', configFile: '/w/.devcontainer/devcontainer.json' },
          mode: 'share',
          options: { ...defaultShareOptions, login },
        } as EditorLook,
        {},
      ).join(' ');
    expect(words('own')).not.toContain('--login');
    write('{"login": "token"}');
    expect(words('own')).toContain('--login own');
    expect(words('token')).toContain('--login token');
  });
});
