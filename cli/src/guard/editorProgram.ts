import { access, cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { GuardProgram } from '@claude-sessions/core/guard/guardScript.ts';
import { version } from '../../package.json';
import { lockFolder, withLock } from '../host/withLock.ts';
import { type GuardPlace, guardPlace } from './guardPlace.ts';
import { installedScript, installScript, stableNode } from './guardScript.ts';

/**
 * An editor's extension lies in a folder that goes with its next update: the guard runs a copy of its program.
 * @param nodeFolder where the extension has its bundles for Node
 */
export async function copyProgram(
  { programs }: GuardPlace,
  nodeFolder: string,
  env: NodeJS.ProcessEnv,
): Promise<GuardProgram> {
  await mkdir(programs, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(programs, `${version}-`));
  await cp(nodeFolder, folder, { recursive: true });
  return { node: await stableNode(env), tool: join(folder, 'cli.mjs'), version };
}

/** Removes the copies that the guard does not run. */
export async function dropPrograms({ programs }: GuardPlace, { tool }: GuardProgram): Promise<void> {
  for (const name of await readdir(programs).catch(() => [])) {
    const folder = join(programs, name);
    if (folder !== dirname(tool)) await rm(folder, { recursive: true, force: true });
  }
}

/** Where the guard runs a copy of an extension's program, makes that current: of another version, or with what it lacks. */
export async function keepProgram(home: string, env: NodeJS.ProcessEnv, nodeFolder: string): Promise<void> {
  const place = guardPlace(home);
  await lockGuard(async () => {
    const { program, current } = (await installedScript(place)) ?? {};
    if (!program?.tool.startsWith(place.programs + sep)) return;
    const isWhole = current && (await exists(program.node)) && (await exists(program.tool));
    if (isWhole && program.version === version) return;
    const copy = await copyProgram(place, nodeFolder, env);
    await installScript(place, copy);
    await dropPrograms(place, copy);
  });
}

/** Several windows may begin at once. */
export function lockGuard<T>(work: () => Promise<T>): Promise<T> {
  return withLock(join(lockFolder(), 'guard.lock'), work);
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
