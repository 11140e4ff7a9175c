import { claudeVersions, provideClaudeCode } from '../../test/harness/start/claudeCode.ts';

/** The folder of the real Claude Code, where it can be had (its binaries for Linux come from npm); else undefined. */
export async function tryClaudeCode(directory: string): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  return provideClaudeCode(claudeVersions[0], directory).catch(() => undefined);
}
