/** Variables that Claude Code takes a login from. */
export const loginVariables = ['CLAUDE_CODE_OAUTH_TOKEN', 'ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'];

/** Variables that have it ask a cloud provider, which needs none. */
export const providerVariables = [
  'CLAUDE_CODE_USE_BEDROCK',
  'CLAUDE_CODE_USE_VERTEX',
  'CLAUDE_CODE_USE_FOUNDRY',
  'CLAUDE_CODE_USE_MANTLE',
  'CLAUDE_CODE_USE_ANTHROPIC_AWS',
  'CLAUDE_CODE_USE_ANTHROPIC_GOOGLE_CLOUD',
];

/**
 * Whether Claude Code logs in by this variable where it has that value. A provider is asked for by these four words alone, measured
 * with 2.1.197, 2.1.329 and 2.1.332: `0`, `false` or `2` is as if it were not set. A value that is not known yet counts.
 */
export function logsIn(name: string, value: string): boolean {
  return providerVariables.includes(name) ? /\$\{|^\s*(?:1|true|yes|on)\s*$/i.test(value) : value !== '';
}
