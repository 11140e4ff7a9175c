import { lstat, readlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, parse, sep } from 'node:path';
import { linkedReasons } from '@claude-sessions/core/prepare/linked.ts';
import { tryReadText } from './preparedFile.ts';

/** Real paths on the host. */
export interface CopyPlaces {
  readonly home: string;
  readonly claude: string;
  readonly sessions: string;
  readonly workspace: string;
}

/** Why something is not copied, thrown. */
export class LeftOut extends Error {}

/** @param real a real path @throws LeftOut where what lies there is not for the container */
export function requireCopyable(real: string, { home, claude, sessions, workspace }: CopyPlaces): void {
  if (isWithin(real, workspace)) throw new LeftOut(linkedReasons.inWorkspace);
  if (isWithin(real, sessions)) throw new LeftOut(linkedReasons.inSessions);
  if ([workspace, sessions, claude].some((at) => isWithin(at, real))) throw new LeftOut(linkedReasons.wide);
  if (real === home || !isWithin(real, home)) throw new LeftOut(linkedReasons.notInHome);
}

/** True for the folder itself. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/**
 * What a path leads to, where nothing on the way lies in the workspace: a container could put a link there.
 * @param path absolute
 * @returns undefined where there is nothing
 * @throws LeftOut
 */
export async function realPathOutside(
  path: string,
  workspace: string,
  left = 40,
): Promise<string | undefined> {
  const { root } = parse(path);
  let at = root;
  const names = path.slice(root.length).split(sep);
  for (const [index, name] of names.entries()) {
    // What lies above a real path is as it is written.
    at = join(at, name);
    if (isWithin(at, workspace)) throw new LeftOut(linkedReasons.inWorkspace);
    const stats = await lstat(at).catch(() => undefined);
    if (!stats || left === 0) return undefined;
    if (!stats.isSymbolicLink()) continue;
    const target = (await readlink(at)).replaceAll('/', sep);
    const start = isAbsolute(target) ? target : `${dirname(at)}${sep}${target}`;
    return realPathOutside([start, ...names.slice(index + 1)].join(sep), workspace, left - 1);
  }
  return at;
}

/** Bytes (latin1) of a file of the user's that may be copied. @throws LeftOut where it is reached through the workspace */
export async function readOutside(path: string, workspace: string): Promise<string | undefined> {
  const text = await tryReadText(path);
  if (text !== undefined) await realPathOutside(path, workspace);
  return text;
}
