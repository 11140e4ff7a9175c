import type { MockApi } from './mockApi.ts';

/** The environment in which the real client talks to the mock and to nobody else. */
export function claudeEnvironment(api: MockApi): Record<string, string> {
  return {
    ANTHROPIC_BASE_URL: api.url,
    ANTHROPIC_API_KEY: 'sk-test',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  };
}
