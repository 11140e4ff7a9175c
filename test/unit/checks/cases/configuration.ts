import type { Case } from '../expectFindings.ts';

const ours = 'ghcr.io/claude-sessions/features';
export const [sessions, persist, profile, home] = [
  'claude-sessions',
  'claude-persist',
  'claude-profile',
  'claude-home',
].map((id) => `"${ours}/${id}:1"`);
const prepare = '"initializeCommand": "sh .devcontainer/claude-sessions-prepare.sh ${devcontainerId}"';
export const shared = `"features": { ${sessions}: {} }, ${prepare}`;
const byCompose = (service: string) =>
  `"initializeCommand": "sh .devcontainer/claude-sessions-prepare.sh \${devcontainerId} compose ${service} profile"`;
export const isolated = `"features": { ${persist}: {} }`;

export const key = `sk-ant-api03-${'aB3xY9qW'.repeat(3)}`;

/** Faults in devcontainer.json other than those of mounts. */
export const found: readonly Case[] = [
  [
    'configuration-invalid',
    '{ "image": "a" ‹"b"›: 1 }',
    { severity: 'error', evidence: 'devcontainer.json:1:16', fix: 'line 1' },
  ],
  [
    'configuration-invalid',
    '{\n  "image": "a",\n  ‹"image"›: "b"\n}',
    { evidence: ':3:3', message: 'second time' },
  ],
  // A comma is missing, and all behind it follows from that.
  [
    'configuration-invalid',
    '{\n  "image": "a"\n  ‹"features"›: {},\n  "mounts": [],\n  "runArgs": ["a" "b"]\n}',
    { evidence: ':3:3' },
  ],
  ['configuration-invalid', '{ "mounts": ‹"x"› }', { message: 'an array for "mounts"' }],
  ['configuration-invalid', '‹›', { message: 'the file is empty' }],
  [
    'both-modes',
    `{ "features": { ${sessions}: {}, ‹${persist}›: {} } }`,
    { severity: 'warning', action: 'applyMode', fix: '`claude-sessions share --no-profile`' },
  ],
  ['profile-alone', `{ "features": { ‹${profile}›: {} } }`, { severity: 'warning' }],
  ['profile-alone', `{ "features": { ${persist}: {}, ‹${profile}›: {} } }`, { severity: 'warning' }],
  [
    'home-not-last',
    `{ "features": { ${persist}: {}, ‹${home}›: {} } }`,
    {
      severity: 'warning',
      evidence: 'claude-persist:1',
      fix: '`claude-sessions isolate --home`',
      after: `{ "features": { ${persist}: {}, ${home}: {} }, "overrideFeatureInstallOrder": [${persist}] }`,
    },
  ],
  [
    'home-not-last',
    `{ "features": { "ghcr.io/a/b:1": {}, ‹${home}›: {} }, "overrideFeatureInstallOrder": [${home}, "ghcr.io/a/b"] }`,
    {
      evidence: 'ghcr.io/a/b:1',
      after: `{ "features": { "ghcr.io/a/b:1": {}, ${home}: {} }, "overrideFeatureInstallOrder": ["ghcr.io/a/b"] }`,
    },
  ],
  [
    'duplicate-target',
    `{ "features": { ${home}: {} }, "remoteUser": "me", "mounts": ["source=a,target=/root,type=volume", ‹"source=b,target=/home/me,type=volume"›] }`,
    {
      severity: 'warning',
      message: 'both have the whole home',
      evidence: 'source=b',
      fix: 'claude-sessions isolate`',
    },
  ],
  [
    'duplicate-target',
    `{ "features": { ${home}: {} }, "mounts": [‹"source=b,target=/claude-home,type=volume"›], "runArgs": ["-v", ‹"/srv/x:/root/"›] }`,
    {},
  ],
  [
    'no-prepare-command',
    `{ "features": { ‹${sessions}›: {} } }`,
    { severity: 'warning', action: 'applyMode' },
  ],
  [
    'no-prepare-command',
    `{ "features": { ‹${sessions}›: {} }, "initializeCommand": "make" }`,
    { action: 'applyMode' },
  ],
  [
    'compose-feature-binds',
    `{ "dockerComposeFile": "c.yml", "features": { ‹${sessions}›: {}, ‹${profile}›: {} } }`,
    { severity: 'error' },
  ],
  // One volume for every project that has it.
  [
    'volume-of-all-projects',
    '{ "mounts": [‹"source=claude-code-config,target=/home/node/.claude,type=volume"›] }',
    { severity: 'warning', message: 'claude-code-config', fix: '`claude-sessions share`' },
  ],
  [
    'volume-of-all-projects',
    '{ "mounts": [‹{ "type": "volume", "source": "claude_data", "target": "/var/www/.claude" }›] }',
    {},
  ],
  ...['cfg', 'cc-cfg', 'conf', 'claude-creds', 'ai_env', 'claude-tokens', 'claude-workspace'].map(
    (name): Case => [
      'volume-of-all-projects',
      `{ "mounts": [‹"source=${name},target=/home/node/.claude,type=volume"›] }`,
      { message: `of the name ${name} ` },
    ],
  ),
  [
    'volume-of-all-projects',
    '{ "mounts": [‹"source=claude-config-${localEnv:USER},target=/root/.claude,type=volume"›] }',
    {},
  ],
  [
    'volume-of-all-projects',
    '{ "runArgs": ["-v", ‹"claude-home:/home/dev"›], "remoteUser": "dev" }',
    { evidence: 'claude-home:/home/dev' },
  ],
  [
    'volume-of-all-projects',
    '{ "mounts": [‹"source=claude-state,target=/config/claude,type=volume"›], "containerEnv": { "CLAUDE_CONFIG_DIR": "/config/claude" } }',
    {},
  ],
  // The login in the working tree.
  [
    'state-in-working-tree',
    '{ "mounts": [‹"source=${localWorkspaceFolder}/volume/.claude,target=/home/vscode/.claude,type=bind"›] }',
    { severity: 'warning', message: 'one commit away', fix: '.gitignore' },
  ],
  [
    'state-in-working-tree',
    '{ "mounts": [‹"source=${localWorkspaceFolder}/.devcontainer/x/home,target=/home/vscode,type=bind"›] }',
    {},
  ],
  [
    'state-in-working-tree',
    '{ "runArgs": ["--volume=${localWorkspaceFolder}/.claude-state:/state"], "containerEnv": { "CLAUDE_CONFIG_DIR": "/elsewhere" }, "mounts": [‹"type=bind,source=${localWorkspaceFolder}/s,target=/elsewhere"›] }',
    {},
  ],
  [
    'state-in-working-tree',
    '{ "containerEnv": { ‹"CLAUDE_CONFIG_DIR"›: "${containerWorkspaceFolder}/.claude-data" } }',
    { evidence: 'containerEnv: CLAUDE_CONFIG_DIR=${containerWorkspaceFolder}/.claude-data' },
  ],
  // A directory that nothing keeps.
  [
    'config-dir-not-kept',
    '{ "containerEnv": { ‹"CLAUDE_CONFIG_DIR"›: "/claude" } }',
    { severity: 'warning', message: 'lost at the next rebuild', fix: 'mount a volume at /claude' },
  ],
  [
    'config-dir-not-kept',
    '{ "runArgs": ["-e", ‹"CLAUDE_CONFIG_DIR=/claude-state"›], "mounts": ["source=x,target=/claude,type=volume"] }',
    { evidence: 'runArgs: CLAUDE_CONFIG_DIR=/claude-state' },
  ],
  [
    'foreign-feature',
    '{ "features": { ‹"ghcr.io/other/claude-sessions:2"›: {} } }',
    { severity: 'information' },
  ],
  [
    'config-dir-overridden',
    `{ ${isolated}, "remoteEnv": { ‹"CLAUDE_CONFIG_DIR"›: "/x", "A": "b" } }`,
    { severity: 'error', after: `{ ${isolated}, "remoteEnv": { "A": "b" } }` },
  ],
  [
    'config-dir-overridden',
    `{ ${isolated}, "runArgs": ["--init", "-e", ‹"CLAUDE_CONFIG_DIR=/x"›] }`,
    { severity: 'error', after: `{ ${isolated}, "runArgs": ["--init"] }` },
  ],
  [
    'config-dir-overridden',
    `{ ${isolated}, "runArgs": ["-ite", ‹"CLAUDE_CONFIG_DIR=/x"›] }`,
    { severity: 'error', fix: 'Take CLAUDE_CONFIG_DIR out of runArgs' },
  ],
  [
    'config-dir-overridden',
    `{ ${shared}, "containerEnv": { ‹"CLAUDE_CONFIG_DIR"›: null } }`,
    { severity: 'error', after: `{ ${shared} }` },
  ],
  [
    'hand-made-mount',
    `{ ${shared}, "mounts": [‹"type=volume,source=x,target=/home/me/.claude"›] }`,
    { severity: 'warning', fix: '`claude-sessions share --no-profile`' },
  ],
  [
    'hand-made-mount',
    `{ ${isolated}, "mounts": [‹"type=volume,source=x,target=/var/lib/claude/projects"›] }`,
    { fix: '`claude-sessions isolate`' },
  ],
  [
    'hand-made-mount',
    `{ ${isolated}, "runArgs": ["-v", ‹"xx:/root/.claude"›] }`,
    { fix: 'Take the mount out of runArgs.' },
  ],
  [
    'isolation-void',
    `{ ${isolated}, "runArgs": ["--init", ‹"--privileged"›] }`,
    { severity: 'warning', message: 'not isolated', evidence: 'runArgs: --privileged' },
  ],
  [
    'isolation-void',
    `{ ${shared}, "mounts": [‹"type=bind,source=/var/run/docker.sock,target=/x"›] }`,
    { message: 'more of the host' },
  ],
  [
    'isolation-void',
    `{ "features": { ${persist}: {}, ‹"ghcr.io/devcontainers/features/docker-in-docker:2"›: {} } }`,
    {},
  ],
  [
    'isolation-void',
    `{ ${isolated}, "mounts": [‹"type=bind,source=\${localEnv:HOME},target=/h"›], "privileged": ‹true› }`,
    {},
  ],
  // What is mounted counts in a file that is not set up, too.
  [
    'isolation-void',
    '{ "mounts": [‹"source=${localEnv:HOME},target=/host-home,type=bind"›], "privileged": true }',
    { severity: 'warning', message: 'The container reaches the host:' },
  ],
  [
    'isolation-void',
    '{ "runArgs": ["-v", ‹"/var/run/docker.sock:/var/run/docker.sock"›] }',
    { severity: 'warning', message: 'the whole host' },
  ],
  [
    'no-prepare-command',
    `{ "dockerComposeFile": ‹["c.yml", ".claude-sessions/compose.yaml"]›, "service": "app", ${isolated} }`,
    { action: 'applyMode', evidence: 'compose.yaml' },
  ],
  [
    'compose-feature-binds',
    `{ "dockerComposeFile": "c.yml", "service": "app", "features": { ‹${sessions}›: {} } }`,
    { severity: 'error', action: 'applyMode' },
  ],
  [
    'compose-share-incomplete',
    `{ "dockerComposeFile": ‹["c.yml", ".claude-sessions/compose.yaml"]›, "service": "app", ${byCompose('web')}, ${isolated} }`,
    { severity: 'error', message: 'the service "web"', evidence: 'service: "app"', action: 'applyMode' },
  ],
  [
    'compose-share-incomplete',
    `{ "dockerComposeFile": ‹["c.yml", ".claude-sessions/compose.yaml"]›, "service": "app", ${byCompose('app')} }`,
    { message: 'Feature that links it is missing', action: 'applyMode' },
  ],
  [
    'compose-share-incomplete',
    `{ "dockerComposeFile": ‹["c.yml", ".claude-sessions/compose.yaml"]›, ${byCompose('app')}, ${isolated} }`,
    { message: 'names no service', fix: 'Name the service' },
  ],
  ...['".claude-sessions/compose.yaml", "c.yml"', '".claude-sessions/compose.yaml"'].map(
    (files) =>
      [
        'compose-share-incomplete',
        `{ "dockerComposeFile": ‹[${files}]›, "service": "app", ${byCompose('app')}, ${isolated} }`,
        { message: 'the last one', action: 'applyMode' },
      ] as const,
  ),
  [
    'token-in-configuration',
    `{ "remoteEnv": { "X": ‹"${key}"›, "CLAUDE_CODE_OAUTH_TOKEN": ‹"0123456789-0123456789"› } }`,
    { severity: 'error', evidence: 'remoteEnv.' },
  ],
  [
    'token-in-configuration',
    `{ "build": { "args": { "K": ‹"${key}"› } }, "runArgs": ["-e", ‹"ANTHROPIC_API_KEY=${key}"›] }`,
    { severity: 'error' },
  ],
  [
    'telemetry-loopback',
    '{ "remoteEnv": { "OTEL_EXPORTER_OTLP_ENDPOINT": ‹"http://localhost:4317"› } }',
    { severity: 'information', evidence: 'remoteEnv.', fix: 'http://host.docker.internal:4317' },
  ],
  [
    'telemetry-loopback',
    '{ "containerEnv": { "OTEL_EXPORTER_OTLP_ENDPOINT": ‹"https://127.0.0.1/x"› }, "runArgs": ["--network=mine"] }',
    { evidence: 'containerEnv.' },
  ],
];

/** What is no fault, though it is like one. */
export const notFound: readonly (readonly [code: string, text: string])[] = [
  ['configuration-invalid', '{\n  // comment\n  "image": "a", }'],
  ['home-not-last', `{ "features": { ${home}: {} } }`],
  [
    'home-not-last',
    `{ "features": { ${persist}: {}, ${home}: {} }, "overrideFeatureInstallOrder": ["${ours}/claude-persist", ${home}] }`,
  ],
  ['home-not-last', `{ "features": { ${persist}: {} }, "overrideFeatureInstallOrder": [${home}] }`],
  // What lies in the home is mounted over it, after it.
  [
    'duplicate-target',
    `{ "features": { ${home}: {} }, "mounts": ["source=b,target=/home/me/.ssh,type=volume"] }`,
  ],
  [
    'duplicate-target',
    `{ "features": { ${persist}: {} }, "mounts": ["source=b,target=/home/me,type=volume"] }`,
  ],
  [
    'nested-mount',
    `{ "image": "x", "features": { ${home}: {} }, "mounts": ["source=b,target=/home/me/.claude/agents"] }`,
  ],
  [
    'config-dir-not-kept',
    `{ "features": { ${home}: {} }, "containerEnv": { "CLAUDE_CONFIG_DIR": "/home/me/.claude" } }`,
  ],
  [
    'telemetry-loopback',
    '{ "remoteEnv": { "OTEL_EXPORTER_OTLP_ENDPOINT": "http://host.docker.internal:4318" } }',
  ],
  [
    'telemetry-loopback',
    '{ "remoteEnv": { "OTEL_EXPORTER_OTLP_ENDPOINT": "${localEnv:OTEL_EXPORTER_OTLP_ENDPOINT}" } }',
  ],
  ...['["--network=host"]', '["--net", "host"]'].map(
    (runArgs) =>
      [
        'telemetry-loopback',
        `{ "remoteEnv": { "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318" }, "runArgs": ${runArgs} }`,
      ] as const,
  ),
  [
    'telemetry-loopback',
    '{ "dockerComposeFile": "c.yml", "remoteEnv": { "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318" } }',
  ],
  ['both-modes', `{ "features": { ${sessions}: {}, ${profile}: {} } }`],
  ['both-modes', `{ "features": { ${sessions}: {}, "ghcr.io/other/claude-persist:1": {} } }`],
  ['profile-alone', `{ "features": { ${sessions}: {}, ${profile}: {} } }`],
  ['no-prepare-command', `{ ${shared} }`],
  ['no-prepare-command', `{ ${isolated} }`],
  ['compose-feature-binds', `{ "dockerComposeFile": "c.yml", ${isolated} }`],
  ['compose-feature-binds', `{ ${shared} }`],
  [
    'compose-share-incomplete',
    `{ "dockerComposeFile": ["c.yml", ".claude-sessions/compose.yaml"], "service": "app", ${byCompose('app')}, ${isolated} }`,
  ],
  ['compose-share-incomplete', `{ "dockerComposeFile": "c.yml", ${isolated} }`],
  ['compose-share-incomplete', `{ ${shared} }`],
  ['foreign-feature', `{ "features": { ${sessions}: {}, "ghcr.io/other/claude-code:1": {} } }`],
  [
    'token-in-configuration',
    '{ "remoteEnv": { "ANTHROPIC_API_KEY": "${localEnv:ANTHROPIC_API_KEY_OF_MINE}", "A": "0123456789-0123456789" } }',
  ],
  ...[
    'sk-your-provider-api-key-here',
    'sk-ant-test-fake-key-for-testing-only',
    `sk-ant-api03-${'x'.repeat(24)}`,
    'op://Private/Anthropic 2026/credential',
    '/run/secrets/anthropic_key_1',
    '<your-anthropic-api-key-2>',
    '$(cat ~/.config/anthropic/key1)',
  ].map(
    (text) =>
      [
        'token-in-configuration',
        `{ "containerEnv": { "ANTHROPIC_API_KEY": ${JSON.stringify(text)} } }`,
      ] as const,
  ),
  [
    'token-in-configuration',
    '{ "containerEnv": { "ANTHROPIC_API_KEY": "sk-ant-test" }, "runArgs": [7, "-e", "A=b"] }',
  ],
  ['config-dir-overridden', `{ ${isolated}, "remoteEnv": { "CLAUDE_CONFIG_DIR": "/var/lib/claude" } }`],
  ['config-dir-overridden', '{ "remoteEnv": { "CLAUDE_CONFIG_DIR": "/x" } }'],
  ...[
    'source=claude-code-config-${devcontainerId},target=/home/node/.claude,type=volume',
    'source=${localWorkspaceFolderBasename}-claude-config,target=/home/node/.claude,type=volume',
    'source=x-claude-config,target=/home/node/.claude,type=volume',
    'source=my-app-claude-data,target=/home/node/.claude,type=volume',
    'source=claude-data,target=/data,type=volume',
    'source=claude-data,target=/home/node/.claude-history,type=volume',
    'source=claude-data,target=/workspaces/app/.claude,type=volume',
  ].map((mount): readonly [string, string] => [
    'volume-of-all-projects',
    JSON.stringify({ mounts: [mount] }),
  ]),
  [
    'volume-of-all-projects',
    `{ ${isolated}, "mounts": ["source=claude-data,target=/root/.claude,type=volume"] }`,
  ],
  [
    'volume-of-all-projects',
    '{ "dockerComposeFile": "c.yml", "mounts": ["source=claude-data,target=/root/.claude,type=volume"] }',
  ],
  ...[
    'source=${localWorkspaceFolder}/.claude,target=/workspaces/app/.claude,type=bind',
    'source=${localWorkspaceFolder}/cache,target=/home/node/.cache,type=bind',
    'source=${localEnv:HOME}/.claude,target=/home/node/.claude,type=bind',
    'source=/srv/claude,target=/home/node/.claude,type=bind',
  ].map((mount): readonly [string, string] => ['state-in-working-tree', JSON.stringify({ mounts: [mount] })]),
  [
    'state-in-working-tree',
    '{ "containerEnv": { "CLAUDE_CONFIG_DIR": "${containerWorkspaceFolder}/.s" }, "mounts": ["source=x,target=${containerWorkspaceFolder}/.s,type=volume"] }',
  ],
  // In Codespaces the folder above is kept.
  ['state-in-working-tree', '{ "remoteEnv": { "CLAUDE_CONFIG_DIR": "/workspaces/.claude" } }'],
  ['config-dir-not-kept', '{ "remoteEnv": { "CLAUDE_CONFIG_DIR": "/workspaces/.claude" } }'],
  ...[
    '"mounts": ["source=x,target=/home/node/.claude,type=volume"]',
    '"mounts": ["source=x,target=/home/node,type=volume"]',
    '"runArgs": ["-v", "data:/home/node/.claude"]',
    '"features": { "ghcr.io/other/claude-persistence:1": {} }',
    '"dockerComposeFile": "c.yml"',
    `${isolated}`,
  ].map((member): readonly [string, string] => [
    'config-dir-not-kept',
    `{ "containerEnv": { "CLAUDE_CONFIG_DIR": "\${containerEnv:HOME}/.claude" }, ${member} }`,
  ]),
  ['hand-made-mount', '{ "mounts": ["type=volume,source=x,target=/home/me/.claude"] }'],
  [
    'hand-made-mount',
    `{ ${isolated}, "workspaceFolder": "/w", "mounts": ["type=volume,source=x,target=/home/me/.config", "source=y,target=/w/.claude"] }`,
  ],
  ['isolation-void', '{ "runArgs": ["--privileged"], "privileged": true, "capAdd": ["ALL"] }'],
  ['isolation-void', `{ ${isolated}, "mounts": ["type=bind,source=~/.claude,target=/x"] }`],
];
