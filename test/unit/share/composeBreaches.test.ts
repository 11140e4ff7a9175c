import { describe, expect, it } from 'vitest';
import type { ComposeService } from '../../../core/src/mounts/composeServices.ts';
import { composeBreaches, composeCollisions } from '../../../core/src/share/composeBreaches.ts';

const host = {
  home: '/home/me',
  workspaceFolder: '/home/me/app',
  claudePlaces: ['/home/me/.claude', '/home/me/.claude.json', '/home/me/.claude-sessions'],
  variable: () => undefined,
  resolve: (path: string) => (path === '/data/link' ? '/home/me/.claude/projects' : path),
};
const bind = (source: string, target = '/x') => ({ type: 'bind', source, target, readonly: false });
const service = (name: string, ...mounts: ComposeService['mounts']): ComposeService => ({
  name,
  mounts,
  hostAccess: name === 'privileged' ? ['privileged'] : [],
  volumesFrom: name === 'taker' ? ['container:other'] : [],
});
const found = (...services: ComposeService[]) =>
  composeBreaches(services, services[0]?.name ?? '', host).map(({ where, what }) => `${where}: ${what}`);

describe('breaches', () => {
  it.each([
    '/home/me/.claude',
    '/home/me',
    '/',
    '/home/me/.claude/agents',
    '/data/link',
    '/var/run/docker.sock',
  ])('of the dev container: %s', (source) =>
    expect(found(service('app', bind(source)))).toEqual([`Compose service app: ${source} at /x`]),
  );

  it('of a privileged one', () => {
    expect(found(service('privileged'))).toEqual(['Compose service privileged: privileged']);
    expect(found(service('app'), service('privileged'))).toEqual([]);
  });

  it('of one that takes the mounts of another container', () => {
    expect(found(service('taker'))).toEqual(['Compose service taker: volumes_from: container:other']);
  });

  it("of other services are mounts of Claude's state only", () => {
    const proxy = service('proxy', bind('/var/run/docker.sock'), bind('/home/me/.claude/projects'));
    expect(found(service('app'), proxy)).toEqual(['Compose service proxy: /home/me/.claude/projects at /x']);
  });

  it('are not the workspace, volumes and what is elsewhere', () => {
    const volume = { type: 'volume', source: '/home/me/.claude', target: '/x', readonly: false };
    expect(found(service('app', bind('/home/me/app'), bind('/srv'), volume))).toEqual([]);
  });
});

describe('collisions', () => {
  it.each(['/home/node/.claude', '/root/.claude.json', '/var/lib/claude'])('at %s', (target) => {
    const app = service('app', { type: 'volume', source: 'claude', target, readonly: false });
    expect(composeCollisions([app], 'app')).toEqual([
      expect.stringContaining(`claude at ${target} into the service app`),
    ]);
    expect(composeCollisions([app], 'db')).toEqual([]);
  });

  it('are not elsewhere', () => {
    expect(composeCollisions([service('app', bind('/home/me/.claude', '/mine'))], 'app')).toEqual([]);
  });
});
