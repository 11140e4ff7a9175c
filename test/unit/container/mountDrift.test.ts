import { describe, expect, it } from 'vitest';
import type { ObservedMount } from '../../../core/src/container/inspect.ts';
import { expectedMounts, hasDrifted, mountDrift } from '../../../core/src/container/mountDrift.ts';
import { defaultShareOptions, type Mode, type ShareOptions } from '../../../core/src/share/options.ts';

const sources = {
  devcontainerId: 'abc',
  claudeFolder: '/home/me/.claude',
  preparedFolder: '/home/me/.claude-sessions/abc',
};
const expected = (mode: Mode, options: Partial<ShareOptions> = {}, profile = ['agents']) =>
  expectedMounts(mode, { ...defaultShareOptions, ...options }, profile, sources);
const targets = (mode: Mode, options: Partial<ShareOptions> = {}, profile = ['agents']) =>
  expected(mode, options, profile).map(({ target }) => target);

/** A container that has what is expected, but for what is said. */
const containerOf = (mode: Mode, options: Partial<ShareOptions> = {}) => ({
  mounts: expected(mode, options).map(({ type, source, target, writable }): ObservedMount => {
    return { type, source, target, writable };
  }),
});
const change = (target: string, changed: Partial<ObservedMount>) => ({
  mounts: containerOf('share').mounts.map((mount) =>
    mount.target.endsWith(target) ? { ...mount, ...changed } : mount,
  ),
});
const host = {
  home: '/home/me',
  workspaceFolder: '/home/me/app',
  claudePlaces: ['/home/me/.claude', '/home/me/.claude-sessions'],
  variable: () => undefined,
  resolve: (path: string) => path.replace(/^\/links\/me/, '/home/me'),
};

describe('mounts that a container should have', () => {
  it('follow the mode and its options', () => {
    expect(targets('none')).toEqual([]);
    expect(targets('isolate')).toEqual(['/var/lib/claude']);
    expect(targets('share', { profile: false, tasks: true, allProjects: true })).toEqual([
      '/var/lib/claude',
      '/mnt/claude-host/project',
      '/mnt/claude-host/project/memory',
      '/mnt/claude-host/tasks',
      '/mnt/claude-host/projects',
    ]);
    expect(targets('share', { profile: false, plugins: true }).slice(3)).toEqual([
      '/mnt/claude-host/plugins',
      '/mnt/claude-host/plugins/cache',
      '/mnt/claude-host/plugins/marketplaces',
    ]);
    expect(targets('share')).toContain('/mnt/claude-host/agents');
    for (const mode of ['share', 'isolate'] as const) {
      expect(expected(mode, { login: 'shared' }).at(-1)).toMatchObject({
        target: '/var/lib/claude-login',
        source: 'claude-code-login',
      });
      expect(targets(mode, { login: 'token' })).toEqual(targets(mode));
      const home = { target: '/claude-home', type: 'volume', source: 'claude-user-home-abc', writable: true };
      expect(expected(mode, { home: true })).toEqual([...expected(mode), home]);
    }
    expect(targets('none', { login: 'shared' })).toEqual([]);
  });

  it('are writable only where that is meant', () => {
    const writable = (options: Partial<ShareOptions>) =>
      expected('share', options)
        .filter((mount) => mount.writable)
        .map(({ target }) => target);
    expect(writable({ allProjects: true, plugins: true })).toEqual([
      '/var/lib/claude',
      '/mnt/claude-host/project',
    ]);
    expect(writable({ memory: 'rw', tasks: true })).toEqual([
      '/var/lib/claude',
      '/mnt/claude-host/project',
      '/mnt/claude-host/project/memory',
      '/mnt/claude-host/tasks',
    ]);
  });
});

describe('mountDrift', () => {
  it('of a container as it should be is none', () => {
    for (const mode of ['share', 'isolate', 'none'] as const) {
      const drift = mountDrift(containerOf(mode), expected(mode), host);
      expect(drift).toEqual({ missing: [], unexpected: [], wrong: [], notOurs: [] });
      expect(hasDrifted(drift)).toBe(false);
    }
  });

  it('names what is missing and what is too much; others are no concern of ours', () => {
    const other = { type: 'bind', source: '/x', writable: true };
    const container = {
      mounts: ['/workspaces/app', '/var/lib/claude', '/mnt/claude-host/tasks', '/mnt/claude-hostile'].map(
        (target) => ({ ...other, target }),
      ),
    };
    expect(mountDrift(container, expected('share', { profile: false }))).toMatchObject({
      missing: ['/mnt/claude-host/project', '/mnt/claude-host/project/memory'],
      unexpected: ['/mnt/claude-host/tasks'],
      notOurs: [],
    });
  });

  it('sees what is writable and must not be, as after `share --memory rw`', () => {
    const drift = mountDrift(containerOf('share', { memory: 'rw' }), expected('share'), host);
    expect(drift.wrong).toEqual([
      { target: '/mnt/claude-host/project/memory', why: 'is writable, not read-only' },
    ]);
    expect(hasDrifted(drift)).toBe(true);
    const back = mountDrift(containerOf('share'), expected('share', { memory: 'rw' }), host);
    expect(back.wrong[0]?.why).toBe('is read-only, not writable');
  });

  it.each<[string, Partial<ObservedMount>, string | undefined]>([
    ['/claude', { type: 'bind', source: '/home/me/.claude' }, 'is a bind, not a volume'],
    [
      '/claude',
      { source: 'claude-code-config-other' },
      'is of claude-code-config-other, not of claude-code-config-abc',
    ],
    ['/claude', { source: 'app_claude-code-config-abc' }, undefined],
    ['/agents', { source: '/home/me/.claude' }, 'is of /home/me/.claude, not of /home/me/.claude/agents'],
    [
      '/project',
      { source: '/home/me/.claude/projects' },
      'is of /home/me/.claude/projects, not of /home/me/.claude-sessions/abc/project',
    ],
    ['/agents', { source: '/links/me/.claude/agents' }, undefined],
    ['/agents', { source: '/host_mnt/home/me/.claude/agents' }, undefined],
    ['/agents', { source: '/run/desktop/mnt/host/wsl/docker-desktop-bind-mounts/x/y' }, undefined],
  ])('of %s as %j', (target, changed, why) => {
    expect(
      mountDrift(change(target, changed), expected('share'), host).wrong.map((each) => each.why),
    ).toEqual(why === undefined ? [] : [why]);
  });

  it('does not mind a volume over Claude’s place', () => {
    const { mounts } = containerOf('isolate');
    const volume = { type: 'volume', source: 'x', target: '/root/.claude', writable: true };
    expect(mountDrift({ mounts: [...mounts, volume] }, expected('isolate'), host).notOurs).toEqual([]);
  });

  it.each([
    ['/home/me/.claude', '/root/.claude'],
    ['/home/me/.claude', '/elsewhere'],
    ['/home/me', '/host-home'],
    ['/links/me/.claude/projects', '/elsewhere'],
  ])('names a mount of Claude’s state that is not ours: %s at %s', (source, target) => {
    const { mounts } = containerOf('isolate');
    const container = { mounts: [...mounts, { type: 'bind', source, target, writable: true }] };
    expect(mountDrift(container, expected('isolate'), host).notOurs).toEqual([{ source, target }]);
  });
});
