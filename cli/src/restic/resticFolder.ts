import { lstatSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ResticError } from './explainRestic.ts';
import type { Restic } from './Restic.ts';
import { tagsOf } from './resticSnapshots.ts';

/**
 * Puts down a folder of ours: all of it, as one of restic's snapshots, or nothing.
 * @param after the time of the one before it, which it is later than, also where the clock was set back
 * @returns its id, and bytes that the repository did not have yet @throws ResticError
 */
export async function backUpFolder(
  restic: Restic,
  folder: string,
  words: Readonly<Record<string, string>>,
  after = 0,
): Promise<{ id: string; added: number }> {
  const tags = tagsOf(words).flatMap((tag) => ['--tag', tag]);
  // What lies there is never written again under the same name and size; links to it change its ctime.
  const args = [
    'backup',
    '--json',
    '--ignore-ctime',
    '--ignore-inode',
    '--host',
    hostname() || 'host',
    ...tags,
    ...timeAfter(after),
    '.',
  ];
  const printed = await restic.run({ args, cwd: folder });
  const [summary] = /^\{"message_type":"summary".*$/m.exec(printed) ?? [];
  const { snapshot_id, data_added } = JSON.parse(summary ?? '{}') as Record<string, unknown>;
  if (typeof snapshot_id !== 'string')
    throw new ResticError(
      'other',
      `restic does not say what it put down in ${restic.shown}.`,
      'See `restic snapshots`.',
    );
  return { id: snapshot_id, added: Number(data_added ?? 0) };
}

function timeAfter(after: number): string[] {
  if (Date.now() > after) return [];
  // Restic takes it as of the machine's own zone.
  const time = new Date(after + 1000 - new Date(after + 1000).getTimezoneOffset() * 60_000);
  return ['--time', time.toISOString().slice(0, 19).replace('T', ' ')];
}

/**
 * Gets what was put down into an empty folder of ours: regular files and folders, or nothing is taken.
 * @param paths of files and folders in it; all, if absent @throws ResticError
 */
export async function fetchFolder(
  restic: Restic,
  id: string,
  into: string,
  paths: readonly string[] = [],
): Promise<void> {
  const wanted =
    paths.length > mostNamed ? [] : paths.flatMap((path) => ['--include', `/${inPattern(path)}`]);
  await restic.run({ args: ['restore', id, '--target', into, ...wanted], lock: 'if-possible' });
  ensurePlain(into, restic.shown);
}

/** More do not fit on a command line. */
const mostNamed = 500;

/** What restic takes for a pattern, literally. */
const inPattern = (path: string) => path.replace(/[\\*?[\]]/g, '\\$&');

function ensurePlain(folder: string, shown: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const stats = lstatSync(path);
    if (stats.isDirectory()) ensurePlain(path, shown);
    else if (!stats.isFile())
      throw new ResticError(
        'damaged',
        `What came from ${shown} holds something that is no file.`,
        'Somebody else put it down there: nothing was taken.',
      );
  }
}
