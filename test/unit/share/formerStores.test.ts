import { describe, expect, it } from 'vitest';
import { formerStores, namedConfigDirs } from '../../../core/src/share/formerStores.ts';
import { read } from '../compose/readFiles.ts';

/** Where stores lie, as `source target inside part`. */
const said = (config: object, settings?: Parameters<typeof formerStores>[1]) =>
  formerStores(config, settings).map(
    ({ type, source, inside, part }) => `${type} ${source}${inside && ` /${inside}`}${part && ` -> ${part}`}`,
  );
const mounts = (...entries: unknown[]) => ({ mounts: entries });
const volume = (target: string) => `source=v,target=${target},type=volume`;

describe('what held Claude’s state before', () => {
  it.each([
    '/home/node/.claude',
    '/root/.claude',
    '${containerEnv:HOME}/.claude',
    '/home/dev/.claude/',
    '/app/.claude',
    '/var/www/.claude',
    '/config/.claude',
    '/var/lib/claude',
  ])('a volume at %s', (target) => {
    expect(said(mounts(volume(target)))).toEqual(['volume v']);
  });

  it.each([
    '/workspaces/app/.claude',
    '${containerWorkspaceFolder}/.claude',
    '/home/node/.claude-history',
    '/data',
    '/mnt/claude-host/project',
    '/home',
  ])('not a volume at %s', (target) => {
    expect(said(mounts(volume(target)))).toEqual([]);
  });

  it('a project’s own folder is known by workspaceFolder too', () => {
    const config = mounts(volume('/app/.claude'));
    expect(said({ ...config, workspaceFolder: '/app' })).toEqual([]);
    expect(said({ ...config, workspaceFolder: '/app2' })).toEqual(['volume v']);
  });

  it.each(['containerEnv', 'remoteEnv'])('a volume at the directory that %s names', (member) => {
    const config = {
      ...mounts(volume('/config/claude')),
      [member]: { CLAUDE_CONFIG_DIR: '/config/claude/' },
    };
    expect(said(config)).toEqual(['volume v']);
  });

  it('also by runArgs, and above and below that directory', () => {
    const runArgs = [
      '-e',
      'CLAUDE_CONFIG_DIR=/state/claude',
      '-v',
      'data:/state',
      '--mount=source=p,target=/state/claude/projects',
    ];
    expect(said({ runArgs })).toEqual(['volume data /claude', 'volume p -> projects']);
    expect(said({ runArgs, dockerComposeFile: 'c.yml' })).toEqual([]);
  });

  it('a whole home, and a part of the directory', () => {
    expect(said(mounts(volume('/home/node'), volume('/home/node/.claude/projects')))).toEqual([
      'volume v /.claude',
      'volume v -> projects',
    ]);
  });

  it('the directory that is in use comes first', () => {
    const config = mounts('source=old,target=/root/.claude', 'source=now,target=/state');
    expect(said({ ...config, remoteEnv: { CLAUDE_CONFIG_DIR: '/state' } })).toEqual([
      'volume now',
      'volume old',
    ]);
  });

  it('folders, but not those of the host’s own Claude, and nothing without a name', () => {
    const folder = '${localWorkspaceFolder}/volume/.claude';
    expect(
      said(
        mounts(
          `type=bind,source=${folder},target=/root/.claude`,
          'type=bind,source=${localEnv:HOME}/.claude,target=/home/node/.claude',
          'type=bind,source=~/.claude/projects,target=/home/node/.claude/projects',
          'type=volume,target=/home/me/.claude',
          'type=tmpfs,target=/home/me2/.claude',
        ),
      ),
    ).toEqual([`bind ${folder}`]);
  });

  it('of Compose files the dev container’s own, with the names that they say', async () => {
    const settings = await read({
      'compose.yml': [
        'services:',
        '  app:',
        '    environment: {CLAUDE_CONFIG_DIR: /state/claude}',
        '    volumes: ["claude-data:/state/claude", "kept:/home/dev/.claude"]',
        '  db:',
        '    volumes: ["other:/root/.claude"]',
        'volumes:',
        '  claude-data:',
        '  kept: {external: true}',
      ].join('\n'),
    });
    const found = formerStores({ dockerComposeFile: 'compose.yml', service: 'app' }, settings);
    expect(found).toMatchObject([
      { source: 'claude-data', at: { file: 'compose.yml' } },
      { source: 'kept', volumeName: 'kept' },
    ]);
    expect(found[0]).not.toHaveProperty('volumeName');
  });
});

it('the directories that CLAUDE_CONFIG_DIR names, that which holds first, ours never', () => {
  const config = {
    containerEnv: { CLAUDE_CONFIG_DIR: '/b' },
    remoteEnv: { CLAUDE_CONFIG_DIR: '/a/' },
    runArgs: ['--env=CLAUDE_CONFIG_DIR=/var/lib/claude', '-e', 'CLAUDE_CONFIG_DIR=/c'],
  };
  expect(namedConfigDirs(config)).toEqual(['/a', '/b', '/c']);
});
