import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../system/cache.ts';
import { linkOrCopy } from '../system/linkOrCopy.ts';
import { unpackPackage } from '../system/unpackPackage.ts';

/** The versions of Claude Code that the tests run. Fetched when needed, never a dependency of the project. */
export const claudeVersions = ['2.1.329', '2.1.197'] as const;
/** The newest that was looked at, in the long form. */
export const newestClaude = '2.1.332';
export type ClaudeVersion = (typeof claudeVersions)[number] | typeof newestClaude;

/**
 * The real Claude Code at one version: a directory below `runDirectory` that every user may enter and that holds
 * `claude`, a native executable. Needs the npm registry when it is not in the cache.
 * @throws Unavailable when npm cannot fetch it
 */
export async function provideClaudeCode(version: ClaudeVersion, runDirectory: string): Promise<string> {
  const source = await cached(join('claude-code', `${version}-${process.arch}`), (path) =>
    unpackPackage(`@anthropic-ai/claude-code-linux-${process.arch}@${version}`, path),
  );
  const directory = join(runDirectory, 'claude-code', version);
  mkdirSync(directory, { recursive: true });
  linkOrCopy(join(source, 'claude'), join(directory, 'claude'));
  return directory;
}
