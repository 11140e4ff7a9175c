import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { preparedNames, reviewNames } from '@claude-sessions/core/prepare/layout.ts';

/** The link that *prepare* made to this project's conversations on this host. */
export interface HostLink {
  readonly path: string;
  /** As read. */
  readonly target: string;
}

/** @param preparedFolder `~/.claude-sessions/<id>` @returns undefined where the host is not prepared */
export async function readHostLink(preparedFolder: string): Promise<HostLink | undefined> {
  // For review it lies beside the mirror, which is in its place.
  const places = [
    join(preparedFolder, preparedNames.project),
    join(preparedFolder, preparedNames.review, reviewNames.host),
  ];
  for (const path of places) {
    const target = await readlink(path).catch(() => undefined);
    if (target !== undefined) return { path, target };
  }
  return undefined;
}

/** A folder that a container writes for review, in the place of the conversations of this host. */
export interface Mirror {
  readonly path: string;
  readonly conversations: number;
}

/** The mirror in use, where there is one; the folder beside it tells it from any other. */
export async function mirrorInUse(preparedFolder: string): Promise<string | undefined> {
  const path = join(preparedFolder, preparedNames.project);
  const isMirror = (await isFolder(path)) && (await isFolder(join(preparedFolder, preparedNames.review)));
  return isMirror ? path : undefined;
}

/** Mirrors that were set aside when the project was no longer reviewed. A container that was started before writes there still. */
export async function keptMirrors(preparedFolder: string): Promise<Mirror[]> {
  const review = join(preparedFolder, preparedNames.review);
  const numbered = (await readdir(review).catch(() => [])).filter((name) => /^\d+$/.test(name));
  return await mirrorsAt(['', ...numbered.sort()].map((name) => join(review, name, reviewNames.mirror)));
}

/** Every mirror: that in use, and those that were set aside. */
export async function mirrorsOf(preparedFolder: string): Promise<Mirror[]> {
  const used = await mirrorInUse(preparedFolder);
  return [...(await mirrorsAt(used ? [used] : [])), ...(await keptMirrors(preparedFolder))];
}

async function mirrorsAt(paths: readonly string[]): Promise<Mirror[]> {
  const found: Mirror[] = [];
  for (const path of paths) {
    if (!(await isFolder(path))) continue;
    const names = await readdir(path);
    found.push({ path, conversations: names.filter((name) => name.endsWith('.jsonl')).length });
  }
  return found;
}

/**
 * When what the container mounts was last changed from the link to the mirror, or back: a container that was started before has the
 * other one still. Undefined where it never was for review, or cannot be told.
 */
export async function formSince(preparedFolder: string): Promise<Date | undefined> {
  const review = join(preparedFolder, preparedNames.review);
  if (!(await isFolder(review))) return undefined;
  // A link's time is that of its making, and no container can reach it.
  const link = await readHostLink(preparedFolder);
  return link && (await lstat(link.path).catch(() => undefined))?.mtime;
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() === true;
}
