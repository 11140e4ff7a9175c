import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAlive } from './processes.ts';

/** Where the tests keep what is dear to make, between runs. Safe to delete at any time. */
export function cacheDirectory(): string {
  const directory =
    process.env.CLAUDE_SESSIONS_TEST_CACHE || join(homedir(), '.cache', 'claude-sessions-tests');
  mkdirSync(directory, { recursive: true });
  return directory;
}

/**
 * The path of a cache entry, made by `make` when it is not there. It is written beside and renamed, so that a
 * killed run leaves no half entry; leavings of killed runs are removed on the way.
 */
export async function cached(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = join(cacheDirectory(), name);
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  removeLeavings(path);
  const beside = `${path}.making-${process.pid}`;
  try {
    await make(beside);
    if (!existsSync(path)) renameSync(beside, path);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  return path;
}

function removeLeavings(path: string): void {
  const prefix = `${path}.making-`;
  for (const entry of readdirSync(dirname(path))) {
    const full = join(dirname(path), entry);
    if (!full.startsWith(prefix) || isAlive(Number(full.slice(prefix.length)), 'node')) continue;
    rmSync(full, { recursive: true, force: true });
  }
}
