import { describe, expect, it } from 'vitest';
import { type BreachHost, isolationBreaches } from '../../../core/src/share/isolationBreaches.ts';
import { defaultShareOptions, wantedMounts } from '../../../core/src/share/options.ts';

const host: BreachHost = {
  home: '/srv/people/me',
  workspaceFolder: '/srv/people/me/work/app',
  claudePlaces: ['/srv/people/me/.claude', '/srv/people/me/.claude-sessions', '/data/claude'],
  variable: (name) => ({ HOME: '/srv/people/me', STATE: '/data/claude' })[name],
  resolve: (path) => (path === '/srv/link' ? '/srv/people/me/.claude' : path),
  defaultWorkspaceMount: '/srv/people/me/work/app',
};
const bind = (source: string, target = '/x') => `type=bind,source=${source},target=${target}`;

describe('what undoes the isolation', () => {
  it.each<[string, unknown]>([
    ['the engine’s socket', { mounts: [bind('/var/run/docker.sock', '/var/run/docker.sock')] }],
    [
      'the engine’s socket, as an object',
      { mounts: [{ type: 'bind', source: '/run/podman/podman.sock', target: '/x' }] },
    ],
    ['the socket’s folder', { runArgs: ['-v', '/var/run:/host-run'] }],
    [
      'a rootless engine’s socket',
      { runArgs: ['--volume=${localEnv:XDG_RUNTIME_DIR}/docker.sock:/var/run/docker.sock'] },
    ],
    ['a privileged container', { runArgs: ['--init', '--privileged'] }],
    ['a privileged container, by value', { runArgs: ['--privileged=true'] }],
    ['a privileged container, by its member', { privileged: true }],
    ['the host’s processes', { runArgs: ['--pid=host'] }],
    ['a strong capability', { runArgs: ['--cap-add', 'SYS_ADMIN'] }],
    ['a strong capability, by its member', { capAdd: ['SYS_PTRACE', 'all'] }],
    ['a disk', { runArgs: ['--device=/dev/sda:/dev/sda'] }],
    ['mounts of another container', { runArgs: ['--volumes-from', 'other'] }],
    [
      'the engine by a Feature',
      { features: { 'ghcr.io/devcontainers/features/docker-outside-of-docker:1': {} } },
    ],
    ['a privileged Feature', { features: { 'ghcr.io/devcontainers/features/docker-in-docker:2': {} } }],
    ['~/.claude', { runArgs: ['-v', '${localEnv:HOME}/.claude:/root/.claude:ro'] }],
    ['~/.claude, attached to -v', { runArgs: ['-v~/.claude:/root/.claude'] }],
    ['~/.claude among short options', { runArgs: ['-itv=/srv/people/me/.claude:/x'] }],
    ['~/.claude by --mount', { runArgs: ['--mount', bind('${localEnv:HOME}/.claude')] }],
    [
      '~/.claude by --mount=',
      { runArgs: [`--mount=${bind('${localEnv:HOME}${localEnv:USERPROFILE}/.claude')}`] },
    ],
    ['~/.claude of Windows', { runArgs: ['-v', 'C:\\Users\\me\\.claude:/root/.claude'] }],
    ['the whole home', { mounts: [bind('${localEnv:HOME}')] }],
    ['the whole home, with a slash', { mounts: [bind('${localEnv:HOME}${localEnv:USERPROFILE}/')] }],
    ['all homes', { runArgs: ['-v', '/home:/home'] }],
    ['the whole disk', { runArgs: ['-v', '/:/host'] }],
    ['a folder above the home', { mounts: [bind('/srv/people')] }],
    ['a folder above, by way of the workspace', { mounts: [bind('${localWorkspaceFolder}/../..')] }],
    ['a config directory elsewhere', { mounts: [bind('${localEnv:STATE}')] }],
    ['a link', { mounts: [bind('/srv/link')] }],
    ['what is prepared', { mounts: [bind('${localEnv:HOME}/.claude-sessions')] }],
    ['the workspace mount', { workspaceMount: bind('${localWorkspaceFolder}/../..'), workspaceFolder: '/x' }],
  ])('%s', (_, config) => {
    expect(isolationBreaches(config, host)).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['nothing at all', {}],
    ['nonsense', { mounts: 'x', runArgs: [7, null, '-v'], workspaceMount: '', features: [] }],
    ['a cache', { mounts: ['source=cache,target=/root/.cache,type=volume'] }],
    ['a volume over Claude’s place', { mounts: ['source=x,target=/root/.claude,type=volume'] }],
    [
      'other things of the home',
      { mounts: [bind('${localEnv:HOME}/.gitconfig'), bind('${localEnv:HOME}/.ssh')] },
    ],
    ['the workspace', { workspaceMount: bind('${localWorkspaceFolder}'), workspaceFolder: '/x' }],
    ['the folder beside', { runArgs: ['-v', '${localWorkspaceFolder}/../lib:/lib:ro'] }],
    [
      'a container that is not privileged',
      { runArgs: ['--privileged=false', '--network=host', '-e', 'V=/home'] },
    ],
    [
      'what debuggers and graphics need',
      {
        capAdd: ['SYS_PTRACE'],
        runArgs: ['--cap-add=SYS_PTRACE', '--device', '/dev/dri', '--pid=container:x'],
      },
    ],
    [
      'what our options write',
      {
        mounts: wantedMounts('share', {
          ...defaultShareOptions,
          memory: 'rw',
          tasks: true,
          allProjects: true,
        }),
      },
    ],
  ])('not %s', (_, config) => {
    expect(isolationBreaches(config, host)).toEqual([]);
  });

  it('the repository around the folder, which the tools mount whole', () => {
    const home = { ...host, defaultWorkspaceMount: '/srv/people/me' };
    expect(isolationBreaches({}, home)).toMatchObject([{ what: '/srv/people/me' }]);
    expect(isolationBreaches({ workspaceMount: bind('/srv/app'), workspaceFolder: '/x' }, home)).toEqual([]);
    expect(isolationBreaches({ dockerComposeFile: 'compose.yaml' }, home)).toEqual([]);
  });

  it('is named by where and what it is', () => {
    expect(isolationBreaches({ runArgs: ['--privileged'] })).toEqual([
      {
        where: 'runArgs',
        path: ['runArgs', 0],
        what: '--privileged',
        why: expect.stringContaining('whole host'),
      },
    ]);
  });
});
