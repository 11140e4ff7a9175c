import { lstat, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { findRepository } from '../host/gitRepository.ts';
import { allConfigs } from './workspace.ts';

/**
 * The project folder around a folder: the folder itself if it has a devcontainer.json, else the nearest one above that has
 * one, up to the top of the git repository. Outside of a repository nothing above is looked at, nor the home folder and what
 * is above that: what lies there was not meant for this project. Git is not run, and what belongs to another user than
 * you or the folder's owner is not taken (git's own rule, safe.directory): whoever can write in `/tmp` cannot make a project around yours.
 * @param start absolute, a folder
 * @returns `start` where there is none
 */
export async function findProjectFolder(start: string): Promise<string> {
  if ((await allConfigs(start)).length > 0) return start;
  const repository = await findRepository(await realpath(start));
  if (!repository) return start;
  const trusts = await trustedOwners(start);
  if (!(await trusts(join(repository.top, '.git')))) return start;
  const home = await realHome();
  for (let folder = start; (await realpath(folder)) !== repository.top; ) {
    folder = await parentOf(folder);
    const real = await realpath(folder);
    if (real === dirname(real) || isAtOrAbove(real, home)) return start;
    const [first] = await allConfigs(folder);
    if (first === undefined) continue;
    const config = join(folder, first);
    const paths = [folder, dirname(config), config];
    const trusted = await Promise.all(paths.map(trusts));
    return trusted.every(Boolean) ? folder : start;
  }
  return start;
}

/**
 * The project whose conversations are meant in a folder: as above, and where nothing has a devcontainer.json the whole repository, by the
 * same rules.
 * @param start absolute, a folder
 * @returns a real path
 */
export async function findConversationsFolder(start: string): Promise<string> {
  const folder = await findProjectFolder(start);
  const real = await realpath(folder);
  if ((await allConfigs(folder)).length > 0) return real;
  const top = (await findRepository(real))?.top;
  if (top === undefined || isAtOrAbove(top, await realHome())) return real;
  const trusts = await trustedOwners(start);
  return (await trusts(top)) && (await trusts(join(top, '.git'))) ? top : real;
}

const realHome = () => realpath(homedir()).catch(() => homedir());

/** The folder above: by the name that was stated, since ids follow from that; by the real one where the name leads elsewhere, as for git. */
async function parentOf(folder: string): Promise<string> {
  const [named, real] = await Promise.all([realpath(dirname(folder)), realpath(folder)]);
  return named === dirname(real) ? dirname(folder) : dirname(real);
}

function isAtOrAbove(folder: string, other: string): boolean {
  for (let path = other; ; path = dirname(path)) {
    if (path === folder) return true;
    if (path === dirname(path)) return false;
  }
}

async function trustedOwners(start: string): Promise<(path: string) => Promise<boolean>> {
  const { uid } = await lstat(await realpath(start));
  return async (path) => {
    const owner = (await lstat(path).catch(() => undefined))?.uid;
    return owner !== undefined && (owner === uid || owner === process.getuid?.());
  };
}
