import type { PathFacts } from '../../../../core/src/findings/facts.ts';
import type { Expected } from '../expectFindings.ts';
import { directory, file, hostOf, linkTo, missing, places } from '../facts.ts';

const { home, workspace } = places;

export const mount = '"type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/data,target=/data"';
export const at = `${home}/data`;
/** A host on which something lies at a path, and all else is well. */
export const on =
  (lies: PathFacts, path = lies.path) =>
  (source: string) => ({ host: hostOf(source, { [path]: lies }) });

/** Faults of the sources of mounts: what lies there is told beside the text. */
export const found: readonly (readonly [code: string, text: string, lies: PathFacts, expected: Expected])[] =
  [
    ['source-missing', `{ "mounts": [‹${mount}›] }`, missing(at), { severity: 'error', evidence: at }],
    [
      'source-missing',
      `{ "mounts": [‹${mount}›] }`,
      { ...missing(at), link: true },
      { evidence: 'leads nowhere' },
    ],
    [
      'source-missing',
      `{ "mounts": [‹${mount}›], "initializeCommand": "echo host" }`,
      missing(at),
      { severity: 'error' },
    ],
    // Our own makes only what is ours.
    [
      'source-missing',
      `{ "mounts": [‹${mount}›], "initializeCommand": "sh .devcontainer/claude-sessions-prepare.sh \${devcontainerId}" }`,
      missing(at),
      { severity: 'error' },
    ],
    [
      'source-missing',
      `{ "mounts": [‹${mount}›], "dockerComposeFile": "c" }`,
      missing(at),
      { severity: 'warning', message: 'belongs to root' },
    ],
    [
      'source-missing',
      `{ "runArgs": ["-v", ‹"${at}:/data"›] }`,
      missing(at),
      { severity: 'warning', message: 'belongs to root' },
    ],
    ['source-missing', `{ "runArgs": ["--mount", ‹${mount}›] }`, missing(at), { severity: 'error' }],
    [
      'source-not-directory',
      `{ "mounts": [‹"type=bind,source=${at}/,target=/data"›] }`,
      file(`${at}/`),
      { severity: 'error' },
    ],
    [
      'source-not-directory',
      '{ "mounts": [‹"type=bind,source=/home/me/.claude/hooks,target=/x"›] }',
      file(`${home}/.claude/hooks`),
      {},
    ],
    [
      'source-leads-out',
      `{ "mounts": [‹${mount}›] }`,
      linkTo(at, '/etc'),
      { severity: 'warning', evidence: `${at} -> /etc` },
    ],
    [
      'source-leads-out',
      '{ "mounts": [‹"type=bind,source=${localWorkspaceFolder}/data,target=/data"›] }',
      linkTo(`${workspace}/data`, `${home}/.ssh`),
      { severity: 'warning' },
    ],
    ['home-and-userprofile', `{ "mounts": [‹${mount}›] }`, directory(at), { severity: 'error' }],
    [
      'home-and-userprofile',
      '{ "mounts": [‹"type=bind,source=${env:HOME}${env:USERPROFILE}/x,target=/x"›] }',
      directory(at),
      { severity: 'error' },
    ],
  ];

/** What is no fault, though it is like one. */
export const notFound: readonly (readonly [code: string, text: string, lies: PathFacts])[] = [
  ['source-missing', `{ "mounts": [${mount}] }`, directory(at)],
  ['source-missing', `{ "mounts": [${mount}], "initializeCommand": "mkdir -p ~/data" }`, missing(at)],
  [
    'source-missing',
    `{ "mounts": [${mount}], "initializeCommand": { "a": ["mkdir", "data"] } }`,
    missing(at),
  ],
  // What a script makes is not known here.
  ...[
    '"bash .devcontainer/init.sh"',
    '["./init"]',
    '"make host"',
    '"npm run host"',
    '{ "x": "cd a && python3 tools/init.py" }',
    '"${localWorkspaceFolder}/.devcontainer/init"',
  ].map(
    (command) =>
      ['source-missing', `{ "mounts": [${mount}], "initializeCommand": ${command} }`, missing(at)] as const,
  ),
  [
    'source-not-directory',
    '{ "mounts": ["type=bind,source=/home/me/.gitconfig,target=/x"] }',
    file(`${home}/.gitconfig`),
  ],
  [
    'source-not-directory',
    '{ "mounts": ["type=bind,source=/home/me/.claude/CLAUDE.md,target=/x"] }',
    file(`${home}/.claude/CLAUDE.md`),
  ],
  [
    'source-not-directory',
    '{ "mounts": ["type=bind,source=/run/docker.sock,target=/run/docker.sock"] }',
    { ...directory('/run/docker.sock'), kind: 'other' },
  ],
  ['source-leads-out', `{ "mounts": [${mount}] }`, linkTo(at, `${home}/elsewhere`)],
  [
    'source-leads-out',
    '{ "mounts": ["type=bind,source=/srv/data,target=/x"] }',
    linkTo('/srv/data', '/mnt/data'),
  ],
  [
    'source-leads-out',
    '{ "mounts": ["type=bind,source=${localWorkspaceFolder}/data,target=/x"] }',
    linkTo(`${workspace}/data`, `${workspace}/other`),
  ],
];
