import { lstat, mkdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MountSources } from '@claude-sessions/core/container/mountDrift.ts';
import { composeOverride, fitsCompose } from '@claude-sessions/core/prepare/composeOverride.ts';
import { refusals } from '@claude-sessions/core/prepare/refusal.ts';
import { type ComposeShare, composeFileName, composeFolder } from '@claude-sessions/core/share/compose.ts';
import { asBytes, type Done, ignoreExisting, refresh, tryLstat } from './preparedFile.ts';

export interface PrepareCompose extends ComposeShare {
  /** The folder of devcontainer.json, in which the folder for our Compose file is made. */
  readonly beside: string;
}

/** The files of the folder for our Compose file: that, and what keeps all of it out of git. */
export const composeFolderFiles: readonly string[] = ['.gitignore', composeFileName];

/** Takes also a path at which nothing is yet; links in it are followed. */
type InWorkspace = (path: string) => Promise<boolean>;

/**
 * Whatever may refuse, before anything is made. The folder lies in the workspace, where a container can put links.
 * @throws {PrepareRefusal}
 */
export async function checkCompose(
  { beside }: PrepareCompose,
  home: string,
  inWorkspace: InWorkspace,
): Promise<void> {
  if (!fitsCompose(home)) throw refusals.homeForCompose();
  if (!(await inWorkspace(beside))) throw refusals.composeOutside();
  const folder = join(beside, composeFolder);
  const stats = await tryLstat(folder);
  if (!stats) return;
  if (!stats.isDirectory()) throw refusals.composeFolder();
  for (const name of composeFolderFiles) {
    if ((await tryLstat(join(folder, name)))?.isDirectory()) throw refusals.composeFolder();
  }
}

/** Writes the Compose file for this host. @throws {PrepareRefusal} */
export async function writeCompose(
  compose: PrepareCompose,
  sources: MountSources,
  inWorkspace: InWorkspace,
  done: Done,
): Promise<void> {
  const folder = join(compose.beside, composeFolder);
  if (!(await tryLstat(folder))) {
    await mkdir(compose.beside, { recursive: true });
    // Another run may be faster; what is there is checked below.
    const made = await mkdir(folder, { mode: 0o700 }).then(() => true, ignoreExisting);
    if (made) done.made.push(folder);
  }
  await checkCompose(compose, '', inWorkspace);
  const needSame = await rememberFolder(folder);
  for (const name of composeFolderFiles) {
    const path = join(folder, name);
    // What a link leads to may change after it was looked at.
    if ((await tryLstat(path))?.isSymbolicLink()) await rm(path, { force: true });
    const text = name === composeFileName ? asBytes(composeOverride(compose, sources)) : '*\n';
    await refresh(folder, path, text, done, needSame);
  }
}

/** @returns what refuses when another folder, or a link to one, is in the place of this one by then */
async function rememberFolder(folder: string): Promise<() => Promise<void>> {
  const look = async () => {
    const [stats, real] = [await lstat(folder, { bigint: true }), await realpath(folder)];
    return `${stats.dev} ${stats.ino} ${real}`;
  };
  const before = await look();
  return async () => {
    if ((await look().catch(() => '')) !== before) throw refusals.composeFolder();
  };
}
