import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentValue, parseDocument } from '../../../core/src/devcontainer/document.ts';
import { isReplacedMount } from '../../../core/src/mounts/claudeMount.ts';
import { configuredMounts } from '../../../core/src/mounts/configuredMounts.ts';
import {
  bindsHostConversations,
  formerStores,
  isNamedForClaude,
  namedConfigDirs,
} from '../../../core/src/share/formerStores.ts';
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

/** Forms in which real projects keep Claude's state, by whatever name. */
describe('none of these is dropped without a word', () => {
  const at = (target: string) => ({ CLAUDE_CONFIG_DIR: target });
  it.each<[string, object]>([
    ['claude-code-config', mounts('source=claude-code-config,target=/home/node/.claude,type=volume')],
    [
      'claude-config-${devcontainerId}',
      mounts('source=claude-config-${devcontainerId},target=/home/vscode/.claude,type=volume'),
    ],
    [
      '${localWorkspaceFolderBasename}-claude-config',
      mounts('source=${localWorkspaceFolderBasename}-claude-config,target=/home/node/.claude,type=volume'),
    ],
    [
      '${localWorkspaceFolderBasename}-claude',
      mounts({ source: '${localWorkspaceFolderBasename}-claude', target: '/root/.claude', type: 'volume' }),
    ],
    ['x-claude-config', mounts({ type: 'volume', source: 'x-claude-config', target: '/home/dev/.claude' })],
    ['claude-home', mounts('source=claude-home,target=/home/vscode,type=volume')],
    [
      'claude-data',
      { ...mounts('source=claude-data,target=/data/claude,type=volume'), containerEnv: at('/data/claude') },
    ],
    [
      'claude-state',
      { ...mounts('source=claude-state,target=/claude-state,type=volume'), remoteEnv: at('/claude-state') },
    ],
    ['config', { ...mounts('source=config,target=/config,type=volume'), containerEnv: at('/config/claude') }],
    ['app', mounts('source=app,target=/app/.claude,type=volume')],
    ['www', mounts('source=www,target=/var/www/.claude,type=volume')],
    ['short', { runArgs: ['-v', 'short:/home/node/.claude'] }],
    ['long', { runArgs: ['--volume=long:/root/.claude:z'] }],
    ['mount', { runArgs: ['--mount', 'type=volume,src=mount,dst=/home/node/.claude'] }],
    ['by-argument', { runArgs: ['-e', 'CLAUDE_CONFIG_DIR=/cc', '-v', 'by-argument:/cc'] }],
    ['by-option', { runArgs: ['--env=CLAUDE_CONFIG_DIR=/cc', '--mount=source=by-option,target=/cc'] }],
    ['projects', mounts('source=projects,target=/home/node/.claude/projects,type=volume')],
    ['env-home', mounts('source=env-home,target=${containerEnv:HOME}/.claude,type=volume')],
    [
      '${localWorkspaceFolder}/volume/.claude',
      mounts('source=${localWorkspaceFolder}/volume/.claude,target=/home/node/.claude,type=bind'),
    ],
    [
      '${localWorkspaceFolder}/.devcontainer/x/home',
      mounts('source=${localWorkspaceFolder}/.devcontainer/x/home,target=/home/node,type=bind'),
    ],
  ])('%s', (source, config) => {
    expect(formerStores(config).map((each) => each.source)).toEqual([source]);
  });
});

describe('the host’s own ~/.claude, mounted by hand', () => {
  it.each<[string, object, boolean]>([
    ['all of it', mounts('source=${localEnv:HOME}/.claude,target=/home/node/.claude,type=bind'), true],
    [
      'of either system',
      mounts('source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude,target=/root/.claude,type=bind'),
      true,
    ],
    ['by runArgs', { runArgs: ['-v', '/home/me/.claude/:/root/.claude'] }, true],
    [
      'its conversations',
      mounts('source=~/.claude/projects,target=/home/node/.claude/projects,type=bind'),
      true,
    ],
    [
      'one folder of them',
      mounts('source=~/.claude/projects/-x,target=/home/node/.claude/projects/-x,type=bind'),
      false,
    ],
    [
      'its settings',
      mounts('source=${localEnv:HOME}/.claude/settings.json,target=/root/.claude/settings.json,type=bind'),
      false,
    ],
    ['a volume', mounts('source=claude,target=/root/.claude,type=volume'), false],
  ])('%s', (_, config, binds) => {
    expect(bindsHostConversations(config)).toBe(binds);
  });
});

it.each([
  ['/dc/claude', true],
  ['/dc/claude-code', true],
  ['/mnt/claude-config', true],
  ['/home/node/.claude', true],
  ['/claude-data/x', true],
  ['/var/lib/claude', false],
  ['/mnt/claude-host/project', false],
  ['/workspaces/claude-sessions', false],
  ['/commandhistory', false],
  ['/dc/github-cli', false],
])('%s has Claude’s name: %s', (target, is) => {
  expect(isNamedForClaude(target)).toBe(is);
});

const fixtures = join(import.meta.dirname, '../../fixtures');

it('of all our fixtures, every volume that our commands take out is known', () => {
  const files = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /devcontainer\.json$/.test(path),
  );
  const taken = files.flatMap((path) => {
    const config = documentValue(parseDocument(readFileSync(join(fixtures, path), 'utf8')));
    const known = formerStores(config).map(({ source }) => source);
    return configuredMounts(config)
      .filter(({ mount }) => mount.type === 'volume' && mount.source && isReplacedMount(mount, config))
      .map(({ mount }) => ({ path, source: mount.source, isKnown: known.includes(mount.source ?? '') }));
  });
  expect(taken.length).toBeGreaterThan(5);
  expect(taken.filter(({ isKnown }) => !isKnown)).toEqual([]);
});
