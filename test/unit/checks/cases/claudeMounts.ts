import { hostLoginMount } from '../../../../core/src/share/login.ts';
import { defaultShareOptions, wantedMounts } from '../../../../core/src/share/options.ts';
import type { Case } from '../expectFindings.ts';

const home = '${localEnv:HOME}${localEnv:USERPROFILE}';
export const mounts = (...entries: string[]) => `{ "image": "x", "mounts": [${entries.join(', ')}] }`;
export const bind = (name: string, flags = '') =>
  `"type=bind,source=${home}/.claude/${name},target=/home/me/.claude/${name}${flags}"`;

/** Mounts of Claude’s state that are faults. */
export const found: readonly Case[] = [
  [
    'credentials-mounted',
    mounts(`‹${bind('.credentials.json')}›`),
    { severity: 'error', evidence: '.credentials.json' },
  ],
  ['credentials-mounted', mounts(`‹${bind('.credentials.json', ',readonly')}›`), { severity: 'error' }],
  [
    'credentials-mounted',
    mounts('‹"type=bind,source=${env:HOME}${env:USERPROFILE}/.claude.json,target=/x"›'),
    {},
  ],
  ['all-projects-mounted', mounts('‹"type=bind,source=${env:HOME}/.claude/projects,target=/x"›'), {}],
  ...['.claude.json.backup', '.claude-seat-key', '.claude-seat-values.json'].map(
    (name) =>
      [
        'credentials-mounted',
        mounts(`‹"type=bind,source=${home}/${name},target=/x,readonly"›`, `‹${bind(name)}›`),
        { severity: 'error', message: name },
      ] as const,
  ),
  ['host-programs-writable', mounts(`‹${bind('cowork_plugins')}›`), { severity: 'error' }],
  ...['agent-memory-local', 'agent-memory-project', 'seed-admin'].map(
    (name) => ['private-state-mounted', mounts(`‹${bind(name)}›`), { severity: 'error' }] as const,
  ),
  ['credentials-mounted', mounts(`‹${bind('backups')}›`), { severity: 'error', message: 'backups' }],
  [
    'credentials-mounted',
    mounts('‹"type=bind,source=${localEnv:HOME}/.claude.json,target=/x"›'),
    { message: '.claude.json' },
  ],
  [
    'credentials-mounted',
    '{ "runArgs": ["-v", ‹"/root/.claude.json:/root/.claude.json"›] }',
    { severity: 'error' },
  ],
  [
    'claude-folder-mounted',
    mounts('‹"source=${localEnv:HOME}/.claude,target=/root/.claude,type=bind"›'),
    { severity: 'error', message: 'and write' },
  ],
  [
    'claude-folder-mounted',
    mounts('‹"source=~/.claude/,target=/x,type=bind,readonly"›'),
    { severity: 'error', message: /saves no conversation.* projects\/\.$/ },
  ],
  [
    'claude-folder-mounted',
    mounts(
      '‹"source=~/.claude/,target=/x,type=bind,readonly"›',
      '"source=kept,target=/x/projects,type=volume"',
    ),
    { severity: 'error', message: /login\.$/ },
  ],
  [
    'credentials-mounted',
    mounts('‹"type=bind,source=${localEnv:HOME}/.claude-sessions/login,target=/mnt/claude-host/login"›'),
    { severity: 'error', message: 'put another login there' },
  ],
  [
    'credentials-mounted',
    mounts(
      '‹{ "type": "bind", "source": "/home/me/.claude-sessions/login", "target": "/x", "readonly": true }›',
    ),
    { severity: 'error', message: 'put another login there' },
  ],
  [
    'claude-folder-mounted',
    mounts('‹{ "type": "bind", "source": "/home/me/.claude", "target": "/x", "readonly": true }›'),
    { message: 'and write' },
  ],
  ['claude-folder-mounted', '{ "runArgs": [‹"--volume=C:\\\\Users\\\\me\\\\.claude:/x"›] }', {}],
  ['all-projects-mounted', mounts(`‹${bind('projects')}›`), { severity: 'error', message: 'written' }],
  [
    'all-projects-mounted',
    mounts(`‹${bind('projects', ',readonly')}›`),
    { severity: 'error', message: 'save nothing' },
  ],
  [
    'all-projects-mounted',
    mounts('‹"type=bind,source=~/.claude/projects,target=/history,readonly"›'),
    { severity: 'information' },
  ],
  [
    'all-projects-mounted',
    mounts('‹"type=bind,source=~/.claude/projects,target=/mnt/claude-host/projects"›'),
    { severity: 'error' },
  ],
  [
    'host-programs-writable',
    mounts(`‹${bind('agents')}›`),
    { severity: 'error', message: '~/.claude/agents' },
  ],
  ['host-programs-writable', mounts(`‹${bind('hooks/x')}›`, `‹${bind('plugins')}›`), { severity: 'error' }],
  [
    'host-programs-writable',
    mounts(`‹{ "type": "bind", "source": "${home}/.claude/skills", "target": "/x", "readonly": true }›`),
    {},
  ],
  [
    'host-programs-writable',
    `{ "dockerComposeFile": "c", "mounts": [‹${bind('agents', ',readonly')}›] }`,
    { severity: 'error' },
  ],
  [
    'private-state-mounted',
    mounts(`‹${bind('file-history')}›`),
    { severity: 'error', evidence: 'overwrite any file' },
  ],
  ['private-state-mounted', mounts(`‹${bind('sessions')}›`), { severity: 'error' }],
  ['private-state-mounted', mounts(`‹${bind('plugins', ',readonly')}›`), { severity: 'warning' }],
  ['private-state-mounted', mounts(`‹${bind('plugins/data/x', ',readonly')}›`), { severity: 'warning' }],
  [
    'host-programs-writable',
    mounts(`‹${bind('CLAUDE.md')}›`, `‹${bind('settings.json')}›`),
    { severity: 'error', fix: 'copies of the files' },
  ],
  ['claude-file-mounted', mounts(`‹${bind('history.jsonl')}›`), { severity: 'error', message: 'lost' }],
  [
    'claude-file-mounted',
    mounts(`‹${bind('settings.json', ',readonly')}›`),
    { severity: 'warning', message: 'old one' },
  ],
  [
    'claude-file-mounted',
    mounts('‹"type=bind,source=/etc/claude/s.json,target=/home/me/.claude/settings.json"›'),
    { severity: 'error' },
  ],
  [
    'claude-file-mounted',
    mounts('‹"type=bind,source=/etc/claude/c.json,target=/root/.claude.json"›'),
    { severity: 'error' },
  ],
  [
    'legacy-mounted',
    mounts('‹"type=bind,source=~/.claude/todos,target=/t"›', '"source=a,target=/a"'),
    { severity: 'warning', after: mounts('"source=a,target=/a"') },
  ],
];

/** What is no fault, though it is like one. */
export const notFound: readonly (readonly [code: string, text: string])[] = [
  ['claude-folder-mounted', '{ "dockerComposeFile": "c", "runArgs": ["-v", "~/.claude:/root/.claude"] }'],
  ['credentials-mounted', mounts('"type=bind,source=~/.aws/.credentials.json,target=/x"')],
  ['credentials-mounted', mounts('"type=volume,source=x,target=/root/.claude.json"')],
  ['claude-folder-mounted', mounts('"type=volume,source=x,target=/home/me/.claude"')],
  [
    'claude-folder-mounted',
    mounts('"type=bind,source=${localWorkspaceFolder}/.claude,target=/home/me/.claude"'),
  ],
  ['claude-folder-mounted', mounts('"type=bind,source=${localEnv:HOME}/app/.claude,target=/x"')],
  ['claude-folder-mounted', mounts('"type=bind,source=${localEnv:HOME}/.claude-other,target=/x"')],
  ['all-projects-mounted', mounts(bind('projects/-home-me-app'))],
  [
    'all-projects-mounted',
    mounts(
      ...wantedMounts('share', { ...defaultShareOptions, allProjects: true }).map((each) =>
        JSON.stringify(each),
      ),
    ),
  ],
  ['credentials-mounted', mounts(JSON.stringify(hostLoginMount))],
  ['host-programs-writable', mounts(bind('agents', ',readonly'))],
  ['private-state-mounted', mounts(bind('commands', ',readonly'), bind('tasks'))],
  [
    'claude-file-mounted',
    mounts('"type=bind,source=/etc/claude/s.json,target=/home/me/.claude/settings.json,readonly"'),
  ],
  [
    'claude-file-mounted',
    mounts('"type=bind,source=/etc/claude/s.json,target=/workspaces/app/.claude/settings.json"'),
  ],
  ['legacy-mounted', mounts(bind('tasks'))],
];
