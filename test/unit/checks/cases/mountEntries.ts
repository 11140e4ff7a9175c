import type { Case } from '../expectFindings.ts';

/** Faults in the entry of a mount. */
export const found: readonly Case[] = [
  [
    'nested-mount',
    '{ "image": "x", "remoteUser": "me", "mounts": [‹"type=bind,source=/a,target=/home/me/.claude/agents"›] }',
    { severity: 'warning', message: 'may lack' },
  ],
  [
    'nested-mount',
    '{ "build": {}, "mounts": [‹"type=bind,source=/a,target=/home/me/.claude/agents"›] }',
    { severity: 'information' },
  ],
  [
    'nested-mount',
    '{ "build": {}, "mounts": ["type=volume,source=v,target=/home/me/.claude", ‹"type=bind,source=/a,target=/home/me/.claude/agents"›] }',
    { severity: 'warning', message: 'inside the volume at /home/me/.claude', evidence: 'source=v' },
  ],
  [
    'nested-mount',
    '{ "mounts": ["target=/home/me,source=v", ‹"type=bind,source=/a,target=/home/me/.claude/agents"›] }',
    { message: 'inside the volume' },
  ],
  [
    'home-of-another-user',
    '{ "remoteUser": "node", "mounts": [‹"source=x,target=/home/vscode/.claude"›] }',
    { severity: 'warning', message: 'home of vscode, but node', evidence: 'remoteUser: node' },
  ],
  [
    'home-of-another-user',
    '{ "containerUser": "node", "mounts": [‹"source=x,target=/root/.claude"›] }',
    { message: 'home of root, but node' },
  ],
  [
    'home-of-another-user',
    '{ "remoteUser": "root", "mounts": [‹"source=x,target=/home/node/.claude/projects"›] }',
    { message: 'home of node, but root' },
  ],
  [
    'duplicate-target',
    '{ "mounts": ["source=a,target=/x", ‹"source=b,target=/x/"›] }',
    { severity: 'warning', message: 'only the last', evidence: 'source=a' },
  ],
  [
    'duplicate-target',
    '{ "mounts": ["source=a,target=/x"], "runArgs": ["-v", ‹"bb:/x"›] }',
    { message: 'the engine' },
  ],
  [
    'duplicate-target',
    '{ "mounts": ["source=a,target=/x", ‹"source=a,target=/x"›] }',
    { after: '{ "mounts": ["source=a,target=/x"] }', message: 'twice' },
  ],
  [
    'object-readonly',
    '{ "mounts": [ "source=a,target=/a", ‹{ "type": "bind", "source": "/b", "target": "/b", "readonly": true }› /* b */ ] }',
    {
      severity: 'warning',
      after: '{ "mounts": [ "source=a,target=/a", "type=bind,source=/b,target=/b,readonly" /* b */ ] }',
    },
  ],
  [
    'object-readonly',
    '{ "mounts": [‹{ "source": "v", "target": "/home/me/.claude", "ro": "true" }›] }',
    { severity: 'error', after: '{ "mounts": ["type=volume,source=v,target=/home/me/.claude,readonly"] }' },
  ],
  [
    'object-readonly',
    '{ "mounts": [‹{ "type": "tmpfs", "target": "/t", "readonly": true }›] }',
    { after: '{ "mounts": ["type=tmpfs,target=/t,readonly"] }' },
  ],
  [
    'object-readonly',
    '{ "mounts": [‹{ "type": "bind", "source": "/a,b", "target": "/b", "readonly": true }›] }',
    { severity: 'warning' },
  ],
  [
    'object-readonly',
    '{ "mounts": [‹{ "type": "bind", "source": "/a", "target": "/b", "readonly": true, "consistency": "cached" }›] }',
    {},
  ],
  [
    'readonly-with-value',
    '{ "mounts": [‹"type=bind,source=/a,target=/b,readonly=1"›] }',
    { severity: 'warning', after: '{ "mounts": ["type=bind,source=/a,target=/b,readonly"] }' },
  ],
  [
    'readonly-with-value',
    '{ "mounts": [‹"type=bind,ro=T,source=/a,target=/b"›] }',
    { after: '{ "mounts": ["type=bind,readonly,source=/a,target=/b"] }' },
  ],
  [
    'compose-readonly-lost',
    '{ "dockerComposeFile": [], "mounts": [‹"type=bind,source=/a,target=/b,readonly"›] }',
    { severity: 'warning' },
  ],
  [
    'compose-readonly-lost',
    '{ "dockerComposeFile": [], "mounts": [‹{ "type": "bind", "source": "~/.claude/agents", "target": "/b", "readonly": true }›] }',
    { severity: 'error' },
  ],
  [
    'compose-readonly-lost',
    '{ "dockerComposeFile": [], "mounts": [‹"type=bind,source=/a,target=/mnt/claude-host/projects,readonly"›] }',
    { severity: 'error' },
  ],
  [
    'home-of-one-system',
    '{ "mounts": [‹"type=bind,source=${localEnv:HOME}/.ssh,target=/b"›] }',
    {
      severity: 'information',
      message: 'on Windows',
      after: '{ "mounts": ["type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.ssh,target=/b"] }',
    },
  ],
  [
    'home-of-one-system',
    '{ "mounts": [‹{ "target": "/b", "src": "${localEnv:USERPROFILE}/x" }›] }',
    {
      message: 'on Linux and macOS',
      after: '{ "mounts": [{ "target": "/b", "src": "${localEnv:HOME}${localEnv:USERPROFILE}/x" }] }',
    },
  ],
  [
    'home-of-one-system',
    '{ "runArgs": [‹"--volume=${localEnv:HOME}/x:/x"›] }',
    {
      message: 'on Windows an empty folder is mounted in its place',
      after: '{ "runArgs": ["--volume=${localEnv:HOME}${localEnv:USERPROFILE}/x:/x"] }',
    },
  ],
  [
    'home-of-one-system',
    '{ "runArgs": ["--mount", ‹"type=bind,src=${localEnv:HOME}/x,dst=/x"›] }',
    {
      message: 'on Windows the container does not start',
      after: '{ "runArgs": ["--mount", "type=bind,src=${localEnv:HOME}${localEnv:USERPROFILE}/x,dst=/x"] }',
    },
  ],
  [
    'home-of-one-system',
    '{ "dockerComposeFile": "c", "mounts": [‹"type=bind,source=${localEnv:HOME}/x,target=/x"›] }',
    {
      message: 'on Windows an empty folder is mounted in its place',
      after:
        '{ "dockerComposeFile": "c", "mounts": ["type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/x,target=/x"] }',
    },
  ],
  [
    'home-of-one-system',
    '{ "mounts": [‹"source=${env:HOME}/x,target=/x,type=bind"›] }',
    {
      message: 'on Windows',
      after: '{ "mounts": ["source=${localEnv:HOME}${localEnv:USERPROFILE}/x,target=/x,type=bind"] }',
    },
  ],
];

/** What is no fault, though it is like one. */
export const notFound: readonly (readonly [code: string, text: string])[] = [
  ['nested-mount', '{ "image": "x", "mounts": ["type=volume,source=v,target=/home/me/.claude"] }'],
  [
    'nested-mount',
    '{ "image": "x", "remoteUser": "root", "mounts": ["source=v,target=/root/.claude/agents"] }',
  ],
  ['nested-mount', '{ "image": "x", "mounts": ["source=v,target=/root/.claude/agents"] }'],
  [
    'nested-mount',
    '{ "mounts": ["type=bind,source=/c,target=/home/me/.claude", "source=v,target=/home/me/.claude/agents"] }',
  ],
  [
    'nested-mount',
    '{ "mounts": ["source=m,target=/w/app/node_modules"], "workspaceMount": "type=bind,source=/a,target=/w/app" }',
  ],
  [
    'home-of-another-user',
    '{ "remoteUser": "node", "mounts": ["source=x,target=/home/node/.claude", "source=y,target=/home/vscode/.cache"] }',
  ],
  ['home-of-another-user', '{ "mounts": ["source=x,target=/home/vscode/.claude"] }'],
  [
    'home-of-another-user',
    '{ "remoteUser": "${localEnv:USER}", "mounts": ["source=x,target=/home/vscode/.claude"] }',
  ],
  [
    'home-of-another-user',
    '{ "remoteUser": "node", "containerEnv": { "CLAUDE_CONFIG_DIR": "/home/vscode/.claude" }, "mounts": ["source=x,target=/home/vscode/.claude"] }',
  ],
  ['home-of-another-user', '{ "remoteUser": "1000", "mounts": ["source=x,target=/home/node/.claude"] }'],
  ['home-of-another-user', '{ "remoteUser": "me", "mounts": ["source=x,target=/home/<user>/.claude"] }'],
  ['duplicate-target', '{ "mounts": ["source=a,target=/x", "source=b,target=/x/y"] }'],
  [
    'object-readonly',
    '{ "mounts": [{ "source": "v", "target": "/x", "readonly": false }, "source=w,target=/y,readonly"] }',
  ],
  [
    'object-readonly',
    '{ "dockerComposeFile": "c", "mounts": [{ "source": "v", "target": "/x", "readonly": true }] }',
  ],
  [
    'readonly-with-value',
    '{ "mounts": ["source=/a,target=/b,readonly", "source=/a,target=/c,ro=true", "source=/a,target=/d,readonly=0"] }',
  ],
  ['readonly-with-value', '{ "mounts": ["source=/readonly=1,target=/b"] }'],
  ['compose-readonly-lost', '{ "dockerComposeFile": "c", "mounts": ["source=/a,target=/b"] }'],
  ['compose-readonly-lost', '{ "mounts": ["source=/a,target=/b,readonly"] }'],
  [
    'home-of-one-system',
    '{ "mounts": ["source=${localEnv:HOME}${localEnv:USERPROFILE}/x,target=/b", "source=${localEnv:HOME:/tmp}/x,target=/c"] }',
  ],
  [
    'home-of-one-system',
    '{ "mounts": ["source=${localEnv:USERPROFILE}${localEnv:HOME}/x,target=/b", "source=x,target=${localEnv:HOME}"] }',
  ],
  [
    'home-of-one-system',
    '{ "mounts": ["source=${localEnv:HOME}${env:USERPROFILE}/x,target=/b", "source=${env:HOME}${env:USERPROFILE}/x,target=/c"] }',
  ],
  ['home-of-one-system', '{ "dockerComposeFile": "c", "runArgs": ["-v", "${localEnv:HOME}/x:/x"] }'],
  [
    'home-of-one-system',
    '{ "dockerComposeFile": "c", "workspaceMount": "source=${localEnv:HOME}/x,target=/w,type=bind" }',
  ],
];
