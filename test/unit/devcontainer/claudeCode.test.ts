import { expect, it } from 'vitest';
import { hasClaudeCode, installsClaudeCode } from '../../../core/src/devcontainer/claudeCode.ts';

it.each([
  { features: { 'ghcr.io/anthropics/devcontainer-features/claude-code:1': {} } },
  { features: { 'ghcr.io/anthropics/devcontainer-features/claude-code:latest': {} } },
  { features: { './claude-code': {} } },
  { postCreateCommand: 'npm install -g @anthropic-ai/claude-code' },
  { onCreateCommand: { claude: ['bash', '-c', 'curl -fsSL https://claude.ai/install.sh | bash'] } },
])('sees that %j installs Claude Code', (config) => {
  expect(installsClaudeCode(config)).toBe(true);
});

it.each([
  undefined,
  null,
  [],
  'claude-code',
  {},
  { features: null },
  { image: 'claude-code' },
  { features: { 'ghcr.io/claude-sessions/features/claude-sessions:1': {} } },
  { customizations: { vscode: { extensions: ['anthropic.claude-code'] } } },
])('does not see it in %j', (config) => {
  expect(installsClaudeCode(config)).toBe(false);
});

const debian = { image: 'debian:12' };
const built = { build: { dockerfile: 'Dockerfile' } };

it.each<[unknown, string[]]>([
  [{ ...debian, features: { './claude-code': {} } }, []],
  [{ ...debian, features: { 'ghcr.io/somebody/features/anthropic-claude-cli:1': {} } }, []],
  [{ ...debian, customizations: { vscode: { extensions: ['Anthropic.claude-code@2.1.0'] } } }, []],
  [built, ['FROM node:22\nRUN npm install -g @anthropic-ai/claude-code@${CLAUDE_CODE_VERSION}\n']],
  [
    { ...debian, postCreateCommand: 'bash x.sh' },
    ['set -e\ncurl -fsSL https://claude.ai/install.sh | bash\n'],
  ],
  [{ dockerComposeFile: 'c.yml' }, ['services: {}\n', 'FROM x\nRUN curl https://claude.ai/install.sh | sh']],
])('%j with %j has Claude Code', (config, texts) => {
  expect(hasClaudeCode(config, texts, true)).toBe('yes');
  expect(hasClaudeCode(config, texts, false)).toBe('yes');
});

it.each<[unknown, string[]]>([
  [{ image: 'ghcr.io/company/dev:1' }, []],
  [{ image: 'company/debian' }, []],
  [{ image: 'node.example.com/x' }, []],
  [{ image: 'mcr.microsoft.com/devcontainers/universal:2' }, []],
  [built, ['FROM ghcr.io/company/dev:1\n']],
  [built, ['FROM debian AS one\nFROM company/x\n']],
  [built, ['ARG BASE=debian\nFROM ${BASE}\n']],
  [built, []],
  [{ dockerComposeFile: 'c.yml' }, ['services: { app: { image: debian } }']],
  // A Feature that nobody has read.
  [{ ...debian, features: { 'ghcr.io/somebody/features/ai-clis:2': { agents: 'all' } } }, []],
  [{ ...debian, features: { './tools': {} } }, []],
  [{}, []],
  [undefined, []],
])('of %j with %j it is not known', (config, texts) => {
  expect(hasClaudeCode(config, texts, true)).toBe('unknown');
});

it.each<[unknown, string[]]>([
  [debian, []],
  [{ image: 'docker.io/library/node:22-slim' }, []],
  [{ image: 'mcr.microsoft.com/devcontainers/typescript-node:1-22-bookworm' }, []],
  [{ ...debian, features: { 'ghcr.io/claude-sessions/features/claude-persist:1': {} } }, []],
  [{ ...debian, features: { 'ghcr.io/mirror/claude-sessions:1': {} } }, []],
  [{ ...debian, features: { 'ghcr.io/devcontainers/features/node:1': {} } }, []],
  [
    built,
    [
      'FROM debian AS one\n# npm install -g @anthropic-ai/claude-code\nFROM --platform=linux/amd64 one AS two\nFROM two\n',
    ],
  ],
])('%j with %j has none, where all was read', (config, texts) => {
  expect(hasClaudeCode(config, texts, true)).toBe('no');
  expect(hasClaudeCode(config, texts, false)).toBe('unknown');
});
