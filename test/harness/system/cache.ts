import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAlive, until } from './processes.ts';

/** Where the tests keep what is dear to make, between runs. Safe to delete at any time. */
export function cacheDirectory(): string {
  const directory =
    process.env.CLAUDE_SESSIONS_TEST_CACHE || join(homedir(), '.cache', 'claude-sessions-tests');
  mkdirSync(directory, { recursive: true });
  return directory;
}

/**
 * The path of a cache entry, made by `make` when it is not there; what another run is making is waited for. It is
 * written beside and renamed, so that a killed run leaves no half entry; leavings of killed runs are removed on the way.
 */
export async function cached(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = join(cacheDirectory(), name);
  mkdirSync(dirname(path), { recursive: true });
  await until(() => existsSync(path) || !isBeingMade(path), 900_000, 500);
  if (existsSync(path)) return path;
  const beside = `${path}.making-${process.pid}`;
  const claim = `${beside}.claim`;
  writeFileSync(claim, '');
  try {
    await make(beside);
    if (!existsSync(path)) renameSync(beside, path);
  } finally {
    for (const left of [beside, claim]) rmSync(left, { recursive: true, force: true });
  }
  return path;
}

/** Whether a living run makes this entry; what dead ones have left of it is removed. */
function isBeingMade(path: string): boolean {
  const prefix = `${path}.making-`;
  const places = readdirSync(dirname(path)).map((entry) => join(dirname(path), entry));
  const makings = places.filter((place) => place.startsWith(prefix));
  const isHeld = (place: string) => {
    const pid = Number.parseInt(place.slice(prefix.length), 10);
    return pid !== process.pid && isAlive(pid, 'node');
  };
  for (const left of makings.filter((place) => !isHeld(place)))
    rmSync(left, { recursive: true, force: true });
  return makings.some(isHeld);
}
