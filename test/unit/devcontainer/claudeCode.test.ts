import { expect, it } from 'vitest';
import { installsClaudeCode } from '../../../core/src/devcontainer/claudeCode.ts';

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
