import { describe, expect, it } from 'vitest';
import { apply } from '../support/document.ts';
import { type Expected, expectFindings } from './expectFindings.ts';
import { configurationOf, findingsOf, healthyHost } from './facts.ts';

const ours = 'ghcr.io/claude-sessions/features';
const [sessions, persist, profile] = ['claude-sessions', 'claude-persist', 'claude-profile'].map(
  (id) => `"${ours}/${id}:1"`,
);
const prepare = '"initializeCommand": "sh .devcontainer/claude-sessions-prepare.sh ${devcontainerId}"';
const shared = `"features": { ${sessions}: {} }, ${prepare}`;
const byCompose = (service: string) =>
  `"initializeCommand": "sh .devcontainer/claude-sessions-prepare.sh \${devcontainerId} compose ${service} profile"`;
const isolated = `"features": { ${persist}: {} }`;

const key = `sk-ant-${'x'.repeat(24)}`;

type Case = readonly [code: string, text: string, expected: Expected];

const found: readonly Case[] = [
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
];

const notFound: readonly (readonly [code: string, text: string])[] = [
  ['configuration-invalid', '{\n  // comment\n  "image": "a", }'],
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
  [
    'token-in-configuration',
    '{ "containerEnv": { "ANTHROPIC_API_KEY": "sk-ant-test" }, "runArgs": [7, "-e", "A=b"] }',
  ],
  ['config-dir-overridden', `{ ${isolated}, "remoteEnv": { "CLAUDE_CONFIG_DIR": "/var/lib/claude" } }`],
  ['config-dir-overridden', '{ "remoteEnv": { "CLAUDE_CONFIG_DIR": "/x" } }'],
  ['hand-made-mount', '{ "mounts": ["type=volume,source=x,target=/home/me/.claude"] }'],
  [
    'hand-made-mount',
    `{ ${isolated}, "mounts": ["type=volume,source=x,target=/home/me/.config", "source=y,target=/w/.claude"] }`,
  ],
  ['isolation-void', '{ "runArgs": ["--privileged"] }'],
  ['isolation-void', `{ ${isolated}, "mounts": ["type=bind,source=~/.claude,target=/x"] }`],
];

describe('a fault in devcontainer.json', () => {
  it('never shows the key itself', () => {
    const text = `{ "remoteEnv": { "X": "${key}" } }`;
    const findings = findingsOf('token-in-configuration', { configuration: configurationOf(text) });
    expect(findings).toHaveLength(1);
    expect(JSON.stringify(findings)).not.toContain(key);
  });

  it.each(found)('%s: %s', (code, text, expected) => expectFindings(code, text, expected));
  it.each(notFound)('not %s: %s', (code, text) => expectFindings(code, text));

  it('no file at all', () => {
    const facts = { configuration: { file: '.devcontainer/devcontainer.json', collections: [] } };
    expect(findingsOf('configuration-missing', facts)).toMatchObject([
      { severity: 'error', evidence: [facts.configuration.file] },
    ]);
    expect(findingsOf('configuration-missing', { configuration: configurationOf('{}') })).toEqual([]);
  });

  it('what the tools mount by themselves, where the host is known', () => {
    const { paths } = healthyHost();
    const host = healthyHost({ paths: { ...paths, defaultWorkspaceMount: '/home/me' } });
    const [finding] =
      findingsOf('isolation-void', { configuration: configurationOf(`{ ${isolated} }`), host }) ?? [];
    expect(finding).toMatchObject({ evidence: ['the workspace: /home/me'] });
    expect(finding).not.toHaveProperty('range');
  });

  it('the container can edit it: said once anything of ours is there', () => {
    const inform = (text: string) =>
      findingsOf('devcontainer-writable', { configuration: configurationOf(text) });
    expect(inform(`{ ${isolated} }`)).toMatchObject([{ severity: 'information' }]);
    const workspace = '"workspaceFolder": "/w", "workspaceMount": "type=bind,source=.,target=/w';
    expect(inform(`{ ${isolated}, ${workspace}" }`)).toHaveLength(1);
    for (const text of [
      '{}',
      `{ ${isolated}, ${workspace},readonly" }`,
      `{ ${isolated}, "dockerComposeFile": "c" }`,
    ]) {
      expect(inform(text)).toEqual([]);
    }
  });

  it('each option of share is in the command that is named', () => {
    const options = { memory: 'rw', tasks: true, allProjects: true, credentials: 'token' } as const;
    const text = apply('{}', 'share', options).replace('"features": {', `"features": { ${persist}: {},`);
    const fixOf = (file?: string) =>
      findingsOf('both-modes', { configuration: configurationOf(text, file) })?.[0]?.fix;
    expect(fixOf()).toContain(
      '`claude-sessions share --memory rw --tasks --all-projects --credentials token`',
    );
    expect(fixOf('.devcontainer/claude/devcontainer.json')).toContain(
      '`claude-sessions share --personal --memory',
    );
  });
});
