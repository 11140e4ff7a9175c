import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../system/cache.ts';
import { unpackPackage } from '../system/unpackPackage.ts';

/** Of the programs that sum up transcripts the one that is used most: the native one of the release that npm has for this system. */
export const ccusageVersion = '20.0.24';

/** Fetched when needed, never a dependency of the project. */
export async function ccusageFile(): Promise<string> {
  const name = `@ccusage/ccusage-${process.platform}-${process.arch}@${ccusageVersion}`;
  const folder = await cached(join('ccusage', ccusageVersion), (path) => unpackPackage(name, path));
  const file = join(folder, 'bin/ccusage');
  chmodSync(file, 0o755);
  return file;
}

/** What it says of a config directory. */
export interface CcusageReport {
  readonly totals: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly cacheCreationTokens: number;
    readonly cacheReadTokens: number;
    readonly totalCost: number;
  };
  readonly sessions: readonly { readonly sessionId: string; readonly outputTokens: number }[];
}

/** @param mode `calculate` from tokens and prices, or `auto`: as a line says, where it says it */
export function ccusage(
  file: string,
  configDir: string,
  mode: 'calculate' | 'auto' = 'calculate',
): CcusageReport {
  const env = { PATH: process.env.PATH, HOME: configDir, CLAUDE_CONFIG_DIR: configDir };
  const words = ['claude', 'session', '--offline', '--json', '--mode', mode];
  return JSON.parse(execFileSync(file, words, { env, encoding: 'utf8' }));
}
