import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../system/cache.ts';
import { findOnPath } from '../system/findOnPath.ts';
import { Unavailable } from '../system/requirements.ts';
import { run, tryRun } from '../system/run.ts';
import { makeHost, recipeVersion } from './hostRecipe.ts';

const manifests = join(import.meta.dirname, 'host');

/** What is needed to run, and what only to make the host once: the Debian package of each program. */
const toRun = { 'chromium-headless-shell': 'chromium-headless-shell', strace: 'strace' };
const toMake = { python3: 'python3', make: 'make', 'g++': 'g++' };

/**
 * The real VS Code as a server with a browser front end, in the cache. Made once; making it takes about a minute and the
 * npm registry.
 * @throws Unavailable when something is missing for it
 */
export async function cachedVsCode(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Unavailable('VS Code needs Linux on x64');
  need(toRun);
  return cached(join('vscode', hostName()), (path) => {
    need(toMake);
    return makeHost(manifests, path);
  });
}

/**
 * It as a directory below `runDirectory` that every user may enter and only its owner may write.
 * @throws Unavailable when something is missing for it
 */
export async function provideVsCode(runDirectory: string): Promise<string> {
  const source = await cachedVsCode();
  const directory = join(runDirectory, 'vscode');
  // Links where it can: nobody writes there, and removing them leaves the cache as it is.
  if (!existsSync(directory)) await linkTree(source, directory);
  return directory;
}

function hostName(): string {
  const hash = createHash('sha256').update(`${recipeVersion}\n`);
  for (const name of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(manifests, name)));
  return `host-${hash.digest('hex').slice(0, 12)}`;
}

async function linkTree(source: string, target: string): Promise<void> {
  if ((await tryRun('cp', ['-al', source, target])).code === 0) return;
  rmSync(target, { recursive: true, force: true });
  await run('cp', ['-a', source, target]);
}

function need(programs: Record<string, string>): void {
  const missing = Object.entries(programs).filter(([program]) => !findOnPath(program));
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name).join(' ');
  throw new Unavailable(
    `missing ${missing.map(([program]) => program).join(', ')} (apt-get install ${packages})`,
  );
}
