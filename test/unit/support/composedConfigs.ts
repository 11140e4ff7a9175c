// Written by hand after how people write devcontainer.json: what they begin with, and what they add. Every base is put
// together with every addition.

/** What a devcontainer.json begins with: members, and how it is laid out. */
interface Base {
  readonly members: readonly string[];
  readonly lay?: (members: readonly string[]) => string;
}

const overLines =
  (indent: string, eol = '\n', head = '', tail = '') =>
  (members: readonly string[]) =>
    [
      ...(head ? [head] : []),
      '{',
      members.map((each) => `${indent}${each}`).join(`,${eol}`) + tail,
      '}',
      '',
    ].join(eol);

const bases: Readonly<Record<string, Base>> = {
  node: {
    members: [
      '"name": "Node"',
      '"image": "mcr.microsoft.com/devcontainers/typescript-node:22"',
      '"remoteUser": "node"',
    ],
  },
  plain: { members: ['"image": "mcr.microsoft.com/devcontainers/universal:2"'] },
  build: {
    members: [
      '"build": { "dockerfile": "Dockerfile", "args": { "VARIANT": "3.12" } }',
      '"remoteUser": "vscode"',
    ],
  },
  older: {
    members: [
      '"dockerFile": "Dockerfile"',
      '"context": ".."',
      '"appPort": [3000]',
      '"settings": {}',
      '"extensions": ["a.b"]',
    ],
  },
  compose: {
    members: [
      '"dockerComposeFile": ["../compose.yml", "compose.dev.yml"]',
      '"service": "app"',
      '"workspaceFolder": "/w"',
      '"remoteUser": "vscode"',
    ],
  },
  root: { members: ['"image": "ubuntu:24.04"', '"remoteUser": "root"'] },
  number: { members: ['"image": "x"', '"remoteUser": "1000"', '"updateRemoteUserUID": false'] },
  variable: { members: ['"build": { "dockerfile": "Dockerfile" }', '"remoteUser": "${localEnv:USER}"'] },
  features: {
    members: [
      '"image": "debian"',
      '"features": { "ghcr.io/devcontainers/features/github-cli:1": {}, "ghcr.io/anthropics/devcontainer-features/claude-code:1.0": {}, "ghcr.io/devcontainers/features/docker-in-docker:2": { "moby": false } }',
    ],
  },
  lifecycle: {
    members: [
      '"image": "debian"',
      '"initializeCommand": "mkdir -p ~/.claude && touch ~/.claude.json"',
      '"postCreateCommand": { "deps": "npm ci", "claude": ["npm", "install", "-g", "@anthropic-ai/claude-code"] }',
      '"postStartCommand": "sudo chown -R node:node /home/node/.claude"',
      '"waitFor": "postStartCommand"',
    ],
  },
  commented: {
    members: [
      '"image": "debian" /* or ubuntu */',
      '// "postCreateCommand": "x",\n  "forwardPorts": [3000, "db:5432",]',
    ],
    lay: overLines('  ', '\n', '// For format details, see https://aka.ms/devcontainer.json.', ','),
  },
  line: { members: ['"image":"debian"'], lay: (members) => `{${members.join(',')}}` },
  crlf: { members: ['"image": "debian"', '"shutdownAction": "none"'], lay: overLines('\t', '\r\n') },
  bom: {
    members: ['"name": "Größe 漢字"', '"image": "debian"'],
    lay: (members) => `\ufeff${overLines('    ')(members)}`,
  },
};

const mounts = (...entries: readonly unknown[]) => [`"mounts": ${JSON.stringify(entries)}`];

/** What people add to it: members. */
const additions: Readonly<Record<string, readonly string[]>> = {
  nothing: [],
  dotfiles: mounts(
    'source=${localEnv:HOME}/.gitconfig,target=/tmp/.gitconfig,type=bind,readonly',
    'source=${localEnv:HOME}${localEnv:USERPROFILE}/.aws,target=/tmp/.aws,type=bind,consistency=cached',
  ),
  caches: mounts(
    'source=${localWorkspaceFolderBasename}-node_modules,target=${containerWorkspaceFolder}/node_modules,type=volume',
    { source: 'profile', target: '/commandhistory', type: 'volume' },
    'type=tmpfs,target=/tmp',
  ),
  volume: mounts('source=claude-code-config-${devcontainerId},target=/home/node/.claude,type=volume'),
  whole: mounts('source=${localEnv:HOME}/.claude,target=/home/vscode/.claude,type=bind,consistency=cached'),
  login: mounts(
    'source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude.json,target=/home/vscode/.claude.json,type=bind',
  ),
  parts: mounts(
    'source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude/projects,target=/home/dev/.claude/projects,type=bind',
    'source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude/settings.json,target=/home/dev/.claude/settings.json,type=bind,readonly',
    'source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude/todos,target=/home/dev/.claude/todos,type=bind',
  ),
  staged: mounts(
    'source=${localEnv:USERPROFILE}/.claude.json,target=/tmp/host-claude.json,type=bind,readonly',
  ),
  commands: mounts('source=${localEnv:HOME}/.claude/commands,target=/host/commands,type=bind,readonly'),
  another: mounts('source=${localEnv:HOME}/.claude,target=/home/${localEnv:USER}/.claude,type=bind'),
  template: mounts('source=claude-data,target=/home/<username>/.claude,type=volume'),
  project: mounts('source=${localWorkspaceFolder}/.claude,target=/workspaces/app/.claude,type=bind'),
  object: mounts({ type: 'bind', source: '/etc/ssl/certs', target: '/certs', readonly: true }),
  socket: [
    ...mounts('source=/var/run/docker.sock,target=/var/run/docker.sock,type=bind'),
    '"privileged": true',
    '"capAdd": ["SYS_PTRACE"]',
  ],
  arguments: [
    '"runArgs": ["--init", "--cap-add=NET_ADMIN", "--network=host", "-v", "${localEnv:HOME}/.ssh:/ssh:ro", "--env-file", ".env", "--name=x"]',
  ],
  environment: [
    '"containerEnv": { "CLAUDE_CONFIG_DIR": "/home/node/.claude", "NODE_OPTIONS": "--max-old-space-size=4096" }',
    '"remoteEnv": { "ANTHROPIC_API_KEY": "${localEnv:ANTHROPIC_API_KEY}", "PATH": "${containerEnv:PATH}:/x" }',
  ],
  placeholder: [
    '"remoteEnv": { "ANTHROPIC_API_KEY": "sk-ant-your-own-key-goes-here", "ANTHROPIC_AUTH_TOKEN": "local-gateway" }',
  ],
  workspace: [
    '"workspaceMount": "source=${localWorkspaceFolder},target=/workspace,type=bind,consistency=delegated"',
    '"workspaceFolder": "/workspace"',
  ],
};

/** Every base with every addition: name and text. */
export const composedConfigs: readonly (readonly [name: string, source: string])[] = Object.entries(
  bases,
).flatMap(([base, { members, lay = overLines('  ') }]) =>
  Object.entries(additions).map(
    ([addition, more]) =>
      [`${base}, ${addition}`, lay([...members, ...withoutTwice(members, more)])] as const,
  ),
);

/** Docker Compose has its own `workspaceFolder`; nobody writes a member twice. */
function withoutTwice(members: readonly string[], more: readonly string[]): string[] {
  const key = (member: string) => /^"[^"]+"/.exec(member)?.[0];
  return more.filter((each) => !members.some((member) => key(member) === key(each)));
}
