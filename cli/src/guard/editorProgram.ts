import { access, cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { HookProgram } from '@claude-sessions/core/hooks/hookScript.ts';
import { version } from '../../package.json';
import { lockHooks } from '../hooks/editHooks.ts';
import { installedHookScript, installHookScript, stableNode } from '../hooks/hookScript.ts';
import { type GuardPlace, guardPlace } from './guardPlace.ts';
import { guardScript } from './guardScript.ts';

/**
 * An editor's extension lies in a folder that goes with its next update: the guard runs a copy of its program.
 * @param nodeFolder where the extension has its bundles for Node
 */
export async function copyProgram(
  { programs }: GuardPlace,
  nodeFolder: string,
  env: NodeJS.ProcessEnv,
): Promise<HookProgram> {
  await mkdir(programs, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(programs, `${version}-`));
  await cp(nodeFolder, folder, { recursive: true });
  return { node: await stableNode(env), tool: join(folder, 'cli.mjs'), version };
}

/** Removes the copies that the guard does not run. */
export async function dropPrograms({ programs }: GuardPlace, { tool }: HookProgram): Promise<void> {
  for (const name of await readdir(programs).catch(() => [])) {
    const folder = join(programs, name);
    if (folder !== dirname(tool)) await rm(folder, { recursive: true, force: true });
  }
}

/** Where the guard runs a copy of an extension's program, makes that current: of another version, or with what it lacks. */
export async function keepProgram(home: string, env: NodeJS.ProcessEnv, nodeFolder: string): Promise<void> {
  const place = guardPlace(home);
  await lockHooks(async () => {
    const { program, current } = (await installedHookScript(guardScript(place))) ?? {};
    if (!program?.tool.startsWith(place.programs + sep)) return;
    const isWhole = current && (await exists(program.node)) && (await exists(program.tool));
    if (isWhole && program.version === version) return;
    const copy = await copyProgram(place, nodeFolder, env);
    await installHookScript(guardScript(place), copy);
    await dropPrograms(place, copy);
  });
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
